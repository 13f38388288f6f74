package dev.credence.source.sts;

import dev.credence.credential.AwsCredential;
import dev.credence.credential.CredentialKey;
import dev.credence.credential.Outcome;
import dev.credence.credential.TimeSource;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the ARN of a role that is named without its account: IAM knows the roles of whoever asks. What it says is kept for
 * an hour. Belongs to one context.
 *
 * @see <a href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html">GetRole</a>
 */
final class RoleLookup {
    static final String GET_ROLE = "get_role";

    private static final Duration LIFE = Duration.ofHours(1);
    private static final Pattern NAME = Pattern.compile("/?([\\x21-\\x7e]{1,510}/)?[\\w+=,.@-]{1,64}");

    private final StsCalls calls;
    private final WorkedBases bases;
    private final TimeSource time;
    private final Recent<Place, String> known = new Recent<>(LIFE);

    /** The same name may mean another role to somebody else. */
    private record Place(String name, Optional<CredentialKey> asker) {}

    RoleLookup(StsCalls calls, WorkedBases bases, TimeSource time) {
        this.calls = calls;
        this.bases = bases;
        this.time = time;
    }

    /** The ARN in the key, else that of the role that it names. Never fails. */
    Future<Said<String>> arn(CredentialKey key, Asker asker) {
        String arn = key.parameters().get(CredentialKey.ROLE_ARN);
        if (arn != null) {
            return Future.succeededFuture(new Said.Answer<>(arn));
        }
        String role = key.parameters().getOrDefault(CredentialKey.ROLE, "").replaceFirst("^/", "");
        if (role.startsWith("arn:")) {
            return Future.succeededFuture(new Said.Answer<>(role));
        }
        if (!NAME.matcher(role).matches()) {
            return Future.succeededFuture(
                    new Said.No<>(Trouble.last(new Outcome.Denied("sts.bad_key", "the key names no role"))));
        }
        Place place = new Place(role, key.base());
        Optional<String> remembered = known.recall(place, time.nanoTime());
        return remembered.isPresent()
                ? Future.succeededFuture(new Said.Answer<>(remembered.get()))
                : lookUp(key, place, asker);
    }

    private Future<Said<String>> lookUp(CredentialKey key, Place place, Asker asker) {
        return asker.credential()
                .compose(said -> with(said, place)
                        .compose(answer -> said instanceof Said.Answer<AwsCredential> found
                                ? understood(key, place, asker, found.value(), answer)
                                : Future.succeededFuture(answer)))
                .map(answer -> checked(place, answer));
    }

    /** Where the credentials that IAM was asked with are to blame, others are tried once. */
    private Future<Said<String>> understood(
            CredentialKey key, Place place, Asker asker, AwsCredential with, Said<String> answer) {
        if (!(answer instanceof Said.No<String> no)) {
            bases.learn(key, with, time.nanoTime());
            return Future.succeededFuture(answer);
        }
        Optional<Outcome.Failure> tooNew = bases.tooNew(key, with, no.trouble(), time.nanoTime());
        if (tooNew.isPresent()) {
            return Future.succeededFuture(new Said.No<>(Trouble.last(tooNew.get())));
        }
        return no.trouble().isOfAsker()
                ? asker.other(with).compose(other -> with(other, place))
                : Future.succeededFuture(answer);
    }

    private Future<Said<String>> with(Said<AwsCredential> said, Place place) {
        if (said instanceof Said.Answer<AwsCredential> found) {
            String name = place.name.substring(place.name.lastIndexOf('/') + 1);
            return calls.ask(GET_ROLE, found.value(), sdk -> sdk.roleArn(found.value(), name));
        }
        return Future.succeededFuture(new Said.No<>(((Said.No<AwsCredential>) said).trouble()));
    }

    /** IAM takes names without their path, and names are unique in an account. */
    private Said<String> checked(Place place, Said<String> said) {
        if (said instanceof Said.Answer<String> answer) {
            String arn = answer.value();
            if (!(arn.endsWith(":role/" + place.name)
                    || (!place.name.contains("/") && arn.endsWith("/" + place.name)))) {
                return new Said.No<>(Trouble.last(new Outcome.NotFound(
                        "sts.role_not_found", "there is no role " + place.name + "; IAM knows " + arn)));
            }
            known.learn(place, arn, time.nanoTime());
        }
        return said;
    }
}
