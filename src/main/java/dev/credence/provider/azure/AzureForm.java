package dev.credence.provider.azure;

import dev.credence.credential.Outcome;
import dev.credence.provider.Document;
import dev.credence.provider.Form;
import dev.credence.provider.Rendered;
import org.jspecify.annotations.Nullable;

/** Picks one of the documents rendered from a token. */
enum AzureForm implements Form<AzureDocuments> {
    IMDS {
        @Override
        public @Nullable Document document(Rendered<AzureDocuments> rendered, long nowMillis) {
            return rendered.documents().imds().at(nowMillis);
        }
    },
    APP_SERVICE {
        @Override
        public @Nullable Document document(Rendered<AzureDocuments> rendered, long nowMillis) {
            return rendered.documents().appService();
        }
    };

    /** MSAL takes a token that expires in no seconds for an error. */
    private static final Outcome.Failure ENDING =
            new Outcome.Unavailable("gateway.ending", "the token ends within a second, ask again");

    @Override
    public Outcome.Failure objection() {
        return ENDING;
    }
}
