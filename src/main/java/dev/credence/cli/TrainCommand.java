package dev.credence.cli;

import dev.credence.bootstrap.Preparation;
import dev.credence.bootstrap.Training;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code train}: what {@code serve} does, for a virtual machine that records it (AppCDS, AOT cache). For packagers. */
@Command(
        name = "train",
        hidden = true,
        description = "Runs what a gateway runs, by itself and on the loopback, and ends: for a Java that records it.",
        footer = {
            "",
            "Examples:",
            "  java -XX:ArchiveClassesAtExit=credence.jsa -jar credence.jar train",
            "  java -XX:AOTCacheOutput=credence.aot -jar credence.jar train"
        })
final class TrainCommand implements Callable<Integer> {
    private final Supplier<Preparation> preparation;

    TrainCommand(Supplier<Preparation> preparation) {
        this.preparation = preparation;
    }

    @Override
    public Integer call() {
        Preparation prepared = preparation.get();
        try {
            Sources.result(Training.run(prepared, ServeCommand.temporary()));
        } finally {
            Sources.result(prepared.platform().close());
        }
        return ExitCode.OK;
    }
}
