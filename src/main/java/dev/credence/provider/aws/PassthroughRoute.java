package dev.credence.provider.aws;

import dev.credence.config.PassthroughConfig;
import dev.credence.provider.Exchange;
import java.time.Duration;

/**
 * What one configuration hands to a real metadata service. Immutable; any thread.
 *
 * @param patience the longest that a caller waits
 */
record PassthroughRoute(Passthrough passthrough, PassthroughConfig config, Duration patience) {

    /** True if that path, normalised, is to be handed on. */
    boolean permits(String path) {
        return config.paths().permits(path);
    }

    /** Answers with what the real service says; the caller may have asked here. */
    void answer(Exchange exchange) {
        passthrough.answer(exchange, config.address(), patience);
    }
}
