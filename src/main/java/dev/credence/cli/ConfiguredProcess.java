package dev.credence.cli;

import dev.credence.bootstrap.OneCredential;
import dev.credence.bootstrap.Platform;
import dev.credence.cli.process.Answer;
import dev.credence.cli.process.Configured;
import dev.credence.cli.process.ConfiguredQuestion;
import dev.credence.cli.process.DocumentSource;
import dev.credence.cli.process.Keys;
import dev.credence.cli.process.ProcessArguments;
import dev.credence.cli.process.Question;
import dev.credence.config.Configuration;
import dev.credence.config.ConfigurationException;
import dev.credence.config.ConfigurationLoader;
import dev.credence.credential.TimeSource;
import dev.credence.logging.Logging;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** {@code process} with a configuration: whatever {@code serve} can log in with. Needs all that a gateway needs. */
final class ConfiguredProcess implements Configured {
    private final Map<String, String> environment;

    ConfiguredProcess(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Answer answer(ProcessArguments arguments, BiFunction<Question, DocumentSource, Answer> answer) {
        Logging.install();
        Platform platform = Platform.create();
        try {
            ConfiguredQuestion configured = ConfiguredQuestion.of(arguments, load(platform, arguments));
            Question question = configured.question();
            Optional<DocumentSource> direct = configured.direct(question, TimeSource.system());
            return answer.apply(question, direct.orElse(() -> issue(platform, configured)));
        } catch (ConfigurationException wrong) {
            return failed(wrong.problems().stream().map(Object::toString).collect(Collectors.joining("\n")));
        } catch (IllegalArgumentException impossible) {
            return failed(String.valueOf(impossible.getMessage()));
        } finally {
            Sources.result(platform.close());
        }
    }

    private Configuration load(Platform platform, ProcessArguments arguments) {
        ConfigurationLoader loader =
                new ConfigurationLoader(platform.vertx(), arguments.config(), environment, credential(arguments));
        return Sources.result(loader.load()).configuration();
    }

    /** Without files there is no credential, and a configuration has to have one. */
    private static Map<String, String> credential(ProcessArguments arguments) {
        return arguments.config().isEmpty()
                ? Map.of("credentials.process.provider", "aws", "credentials.process.role", arguments.role())
                : Map.of();
    }

    private static Answer issue(Platform platform, ConfiguredQuestion configured) {
        long asked = platform.time().instant().getEpochSecond();
        OneCredential.Result result =
                Sources.result(OneCredential.issue(platform, configured.backend(), configured.credential()));
        if (result instanceof OneCredential.Result.Failed failed) {
            return new Answer.Failed(failed.refused() ? Answer.Kind.DENIED : Answer.Kind.UNAVAILABLE, failed.message());
        }
        OneCredential.Result.Issued issued = (OneCredential.Result.Issued) result;
        Optional<Instant> end = issued.sessionToken().map(session -> issued.ends());
        Keys keys = new Keys(
                issued.accessKeyId(), issued.secretAccessKey(), issued.sessionToken(), end, issued.accountId());
        return keys.issued(asked, issued.ends().getEpochSecond());
    }

    private static Answer failed(String message) {
        return new Answer.Failed(Answer.Kind.CONFIGURATION, message);
    }
}
