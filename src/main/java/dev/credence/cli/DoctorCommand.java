package dev.credence.cli;

import dev.credence.bootstrap.Diagnosis;
import dev.credence.bootstrap.Doctor;
import dev.credence.config.HostPort;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code doctor}: whether {@code serve} would work, and what to do if not. */
@Command(
        name = "doctor",
        description =
                "Tries what serve will need: the back ends, the login, mounts, rights and roles, the ports, the"
                        + " metadata address. One line each; what is not well says what to do. Nothing is issued without --issue.",
        footer = {
            "",
            "Examples:",
            "  java -jar credence.jar doctor -c credence.yaml",
            "  java -jar credence.jar doctor -c /etc/credence --issue",
            "",
            "Warnings leave with 0. Of several failures the first of 78, 69, 77 and 73 is the exit code."
        })
final class DoctorCommand implements Callable<Integer> {
    private static final String METADATA_ADDRESS = "169.254.169.254:80";

    @Mixin
    private Sources sources = new Sources();

    @Option(
            names = "--metadata-address",
            paramLabel = "HOST:PORT",
            defaultValue = METADATA_ADDRESS,
            description = "where SDKs ask that nobody has pointed elsewhere; " + METADATA_ADDRESS + " unless given")
    private String metadataAddress = METADATA_ADDRESS;

    @Option(names = "--issue", description = "issue one of each credential too, and revoke it where the back end can")
    private boolean issue;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Map<String, String> environment;

    DoctorCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Doctor.Options options = new Doctor.Options(metadata(), issue);
        PrintWriter out = spec.commandLine().getOut();
        Ansi colours = Colours.of(environment);
        Set<Diagnosis.Kind> kinds = EnumSet.noneOf(Diagnosis.Kind.class);
        return Sources.loaded(sources.paths(), environment, (platform, loaded) -> {
            loaded.warnings().forEach(warning -> spec.commandLine().getErr().println("credence: " + warning));
            Sources.result(Doctor.examine(platform, loaded.configuration(), options, diagnosis -> {
                kinds.add(diagnosis.kind());
                out.println(mark(diagnosis.kind(), colours) + ' ' + diagnosis);
            }));
            return exitCode(kinds);
        });
    }

    private HostPort metadata() {
        try {
            return HostPort.parse(metadataAddress);
        } catch (IllegalArgumentException none) {
            throw new ParameterException(
                    spec.commandLine(), "--metadata-address: \"" + metadataAddress + "\" " + none.getMessage());
        }
    }

    /** All equally wide, so that what follows is in one column. */
    private static String mark(Diagnosis.Kind kind, Ansi colours) {
        return switch (kind) {
            case OK -> colours.string("@|green ok  |@");
            case WARNING -> colours.string("@|yellow warn|@");
            case SKIPPED -> colours.string("@|faint skip|@");
            case MISCONFIGURED, UNAVAILABLE, REFUSED, CANNOT_LISTEN -> colours.string("@|red,bold FAIL|@");
        };
    }

    private static int exitCode(Set<Diagnosis.Kind> kinds) {
        if (kinds.contains(Diagnosis.Kind.MISCONFIGURED)) {
            return ExitCode.CONFIGURATION;
        }
        if (kinds.contains(Diagnosis.Kind.UNAVAILABLE)) {
            return ExitCode.UNAVAILABLE;
        }
        if (kinds.contains(Diagnosis.Kind.REFUSED)) {
            return ExitCode.DENIED;
        }
        return kinds.contains(Diagnosis.Kind.CANNOT_LISTEN) ? ExitCode.CANNOT_CREATE : ExitCode.OK;
    }
}
