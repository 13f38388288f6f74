package dev.credence.cli.process;

import dev.credence.telemetry.Secret;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/** Asks a running gateway, at {@code /v1/process/NAME}. */
final class GatewayDocuments implements DocumentSource {
    private final Web web;
    private final URI address;
    private final String where;
    private final Secret token;
    private final InstantSource clock;
    private final boolean found;

    /**
     * @param address of the document
     * @param where the gateway is, for people
     * @param token empty for a gateway that asks for none
     * @param found whether nobody named it, so that it may well not be there
     */
    GatewayDocuments(Web web, URI address, String where, Secret token, InstantSource clock, boolean found) {
        this.web = web;
        this.address = address;
        this.where = where;
        this.token = token;
        this.clock = clock;
        this.found = found;
    }

    @Override
    public Answer issue() {
        long asked = clock.millis() / 1000;
        WebReply reply = web.get(address, token.isEmpty() ? Map.of() : Map.of("Authorization", token.reveal()));
        if (reply instanceof WebReply.Answered answered) {
            return answered.status() == 200 ? document(answered.body(), asked) : refused(answered);
        }
        WebReply.NoAnswer none = (WebReply.NoAnswer) reply;
        return found && none.refused()
                ? Answer.unavailable("neither VAULT_ADDR nor VAULT_TOKEN is set, and no gateway listens at " + where
                        + ": set VAULT_ADDR, start a gateway, or name one with --gateway")
                : Answer.unavailable("the gateway at " + where + ": " + none.why() + "; is it running?");
    }

    private Answer document(String body, long asked) {
        Optional<JsonTexts> json = JsonTexts.read(body);
        if (json.isEmpty() || json.get().seconds("Version") != 1) {
            return nonsense();
        }
        Optional<String> id = json.get().text("AccessKeyId");
        Optional<String> secret = json.get().text("SecretAccessKey");
        try {
            Optional<Instant> expires = json.get().text("Expiration").map(Instant::parse);
            if (id.isEmpty()
                    || secret.isEmpty()
                    || (expires.isPresent() && expires.get().getEpochSecond() <= asked)) {
                return nonsense();
            }
            Keys keys = new Keys(
                    id.get(),
                    Secret.of(secret.get()),
                    json.get().text("SessionToken").map(Secret::of),
                    expires,
                    json.get().text("AccountId"));
            return keys.issued(asked, expires.map(Instant::getEpochSecond).orElse(asked));
        } catch (DateTimeParseException noTime) {
            return nonsense();
        }
    }

    private Answer nonsense() {
        return Answer.unavailable("what answers at " + where + " is no gateway, or one that is ill");
    }

    private Answer refused(WebReply.Answered answer) {
        String said = JsonTexts.read(answer.body())
                .flatMap(json -> json.text("message"))
                .map(text -> ": " + Words.clean(text, token))
                .orElse("");
        String what = "the gateway at " + where + " answered " + answer.status() + said;
        return switch (answer.status()) {
            case 400, 404 -> Answer.denied(what + "; --role names one of its credentials that is for this caller");
            case 401 -> Answer.denied(what + "; --token-file must name the file with this caller's secret");
            case 403 -> Answer.denied(what);
            default -> Answer.unavailable(what);
        };
    }
}
