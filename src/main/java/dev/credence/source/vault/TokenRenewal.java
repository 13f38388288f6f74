package dev.credence.source.vault;

import dev.credence.credential.Outcome;
import dev.credence.source.AnswerFields;
import dev.credence.source.UnreadableAnswer;
import dev.credence.telemetry.Secret;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** When a token is renewed, and what came of it. */
final class TokenRenewal {
    private static final double RENEW_AT = 2.0 / 3;
    /** The part by which a renewal may come earlier, so that gateways that began together do not renew together. */
    private static final double JITTER = 0.1;
    /** One that grants less than this part of what was asked has met the token's maximum. */
    private static final int ENOUGH = 2;
    /** In so many steps the rest of a token's life is gone through while Vault does not answer. */
    private static final int STEPS = 4;

    private static final Duration LEAST_WAIT = Duration.ofSeconds(1);

    private final TokenSelf self;
    private final RandomGenerator random;

    /** How a renewal ended. */
    sealed interface Result {}

    /**
     * The token lives on.
     *
     * @param life from the request on; zero for ever
     * @param isEnough whether another renewal makes sense
     */
    record Renewed(Duration life, Optional<Instant> end, boolean isEnough) implements Result {}

    /**
     * It lives no longer than before.
     *
     * @param isFinal whether Vault has said so
     */
    record NotRenewed(Outcome.Failure failure, boolean isFinal) implements Result {}

    TokenRenewal(TokenSelf self, RandomGenerator random) {
        this.self = self;
        this.random = random;
    }

    /** How long to wait with that much of its life left. */
    Duration due(Duration left) {
        return Duration.ofMillis((long) (left.toMillis() * RENEW_AT * (1 - JITTER * random.nextDouble())));
    }

    /** How long to wait after a renewal that Vault did not answer. */
    Duration again(Duration left) {
        Duration soon = left.dividedBy(STEPS);
        return soon.compareTo(LEAST_WAIT) < 0 ? LEAST_WAIT : soon;
    }

    /** Never fails. */
    Future<Result> renew(Secret token, Duration asked) {
        return self.renew(token, asked).map(reply -> {
            if (reply instanceof VaultReply.Failed failed) {
                return new NotRenewed(failed.failure(), failed.failure() instanceof Outcome.Refusal);
            }
            return renewed((VaultReply.Ok) reply, asked);
        });
    }

    private static Result renewed(VaultReply.Ok ok, Duration asked) {
        try {
            if (!(ok.body().getValue("auth") instanceof JsonObject auth)) {
                throw new UnreadableAnswer("it has no auth");
            }
            Duration life = Duration.ofSeconds(new AnswerFields(auth).seconds("lease_duration"));
            return life.isZero()
                    ? new Renewed(life, Optional.empty(), true)
                    : new Renewed(
                            life,
                            Optional.of(ok.asked().plus(life)),
                            life.multipliedBy(ENOUGH).compareTo(asked) >= 0);
        } catch (UnreadableAnswer unreadable) {
            return new NotRenewed(
                    new Outcome.Unavailable(
                            VaultErrors.BAD_ANSWER, "the answer to the renewal makes no sense: " + unreadable.why()),
                    false);
        }
    }
}
