package dev.credence.provider.aws;

import dev.credence.credential.Outcome;
import dev.credence.provider.Document;
import dev.credence.provider.Form;
import dev.credence.provider.Rendered;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Picks one of the documents rendered from AWS keys.
 *
 * @param iamUser whether keys without a session token are given here
 */
record AwsForm(Function<AwsDocuments, Document> pick, boolean iamUser) implements Form<AwsDocuments> {
    private static final Outcome.Failure IAM_USER = new Outcome.Denied(
            "imds.iam_user", "the keys of an IAM user are not served here; use the container endpoint");

    @Override
    public @Nullable Document document(Rendered<AwsDocuments> rendered, long nowMillis) {
        return iamUser || rendered.documents().session() ? pick.apply(rendered.documents()) : null;
    }

    @Override
    public Outcome.Failure objection() {
        return IAM_USER;
    }
}
