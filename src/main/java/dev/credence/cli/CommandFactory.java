package dev.credence.cli;

import dev.credence.bootstrap.Preparation;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/**
 * Makes commands with the environment handed in, so that none reads it behind a test's back.
 *
 * @param preparation what a gateway runs on, perhaps in the making
 */
record CommandFactory(Map<String, String> environment, Supplier<Preparation> preparation)
        implements CommandLine.IFactory {

    CommandFactory(Map<String, String> environment) {
        this(environment, Preparation::make);
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == ServeCommand.class) {
            return type.cast(new ServeCommand(environment, preparation));
        }
        if (type == TrainCommand.class) {
            return type.cast(new TrainCommand(preparation));
        }
        if (type == CheckCommand.class) {
            return type.cast(new CheckCommand(environment));
        }
        if (type == DoctorCommand.class) {
            return type.cast(new DoctorCommand(environment));
        }
        if (type == ProcessCommand.class) {
            return type.cast(new ProcessCommand(environment));
        }
        if (type == EnvCommand.class) {
            return type.cast(new EnvCommand(environment));
        }
        if (type == StatusCommand.class) {
            return type.cast(new StatusCommand(environment));
        }
        if (type == ExecCommand.class) {
            return type.cast(new ExecCommand(environment));
        }
        return CommandLine.defaultFactory().create(type);
    }
}
