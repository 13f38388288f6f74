package dev.credence.cli;

import dev.credence.cli.process.Answer;
import dev.credence.cli.process.Configured;
import dev.credence.cli.process.DocumentSource;
import dev.credence.cli.process.ProcessAnswer;
import dev.credence.cli.process.ProcessArguments;
import dev.credence.cli.process.Question;
import dev.credence.cli.process.Surroundings;
import dev.credence.credential.TimeSource;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;

/**
 * {@code process} without the command line's machinery, which alone would take as long as all the rest: an SDK waits
 * for each run. Whatever is not plain goes to {@link ProcessCommand}.
 */
public final class ProcessStart {
    private ProcessStart() {}

    /**
     * Runs {@code process} if that is what the arguments say, and nothing about them is to be explained.
     *
     * @return the exit code; empty if nothing was done
     */
    public static OptionalInt main(String[] arguments, Map<String, String> environment) {
        if (arguments.length == 0 || !arguments[0].equals("process")) {
            return OptionalInt.empty();
        }
        Optional<ProcessArguments> plain = ProcessArguments.plain(arguments);
        if (plain.isEmpty()) {
            return OptionalInt.empty();
        }
        PrintWriter err = writer(System.err);
        try {
            return OptionalInt.of(run(plain.get(), environment, writer(System.out), err));
        } catch (RuntimeException defect) {
            err.println("credence: internal error: ".concat(defect.toString()));
            return OptionalInt.of(ExitCode.INTERNAL);
        }
    }

    /** Prints the document, and nothing else, or says in one line why there is none. */
    static int run(ProcessArguments arguments, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        Messages messages = new Messages(err);
        ProcessAnswer answers = new ProcessAnswer(
                new Surroundings(environment),
                TimeSource.system(),
                User.number(),
                messages,
                new ConfiguredLater(environment));
        Answer answer = answers.to(arguments);
        if (answer instanceof Answer.Issued issued) {
            out.println(issued.json());
            out.flush();
            return out.checkError() ? ExitCode.INTERNAL : ExitCode.OK;
        }
        Answer.Failed failed = (Answer.Failed) answer;
        failed.message().lines().forEach(messages);
        return switch (failed.kind()) {
            case USAGE -> ExitCode.USAGE;
            case UNAVAILABLE -> ExitCode.UNAVAILABLE;
            case DENIED -> ExitCode.DENIED;
            case CONFIGURATION -> ExitCode.CONFIGURATION;
        };
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** One line each. */
    private record Messages(PrintWriter err) implements java.util.function.Consumer<String> {
        @Override
        public void accept(String message) {
            err.println("credence: ".concat(message));
        }
    }

    /** Keeps Vert.x and the log from being loaded by those who do not need them. */
    private record ConfiguredLater(Map<String, String> environment) implements Configured {
        @Override
        public Answer answer(ProcessArguments arguments, BiFunction<Question, DocumentSource, Answer> answer) {
            return new ConfiguredProcess(environment).answer(arguments, answer);
        }
    }
}
