package dev.credence.provider.gcp;

import dev.credence.credential.Outcome;
import dev.credence.provider.Document;
import dev.credence.provider.Form;
import dev.credence.provider.Rendered;
import org.jspecify.annotations.Nullable;

/** The forms of a token. */
enum GcpForm implements Form<GcpDocuments> {
    PLAIN {
        @Override
        public @Nullable Document document(Rendered<GcpDocuments> rendered, long nowMillis) {
            return rendered.documents().plain().at(nowMillis);
        }
    },
    TEXT {
        @Override
        public @Nullable Document document(Rendered<GcpDocuments> rendered, long nowMillis) {
            return rendered.documents().text().at(nowMillis);
        }
    };

    /** Go takes a token of no seconds for an error (oauth2/google/google.go), so there is none in its last second. */
    private static final Outcome.Failure ENDING =
            new Outcome.Unavailable("gateway.ending", "the token is about to expire, ask again");

    @Override
    public Outcome.Failure objection() {
        return ENDING;
    }
}
