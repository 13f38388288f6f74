package dev.credence.cli;

import java.util.Map;
import picocli.CommandLine;

/** Makes commands with the environment handed in, so that none reads it behind a test's back. */
record CommandFactory(Map<String, String> environment) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (type == ServeCommand.class) {
            return type.cast(new ServeCommand(environment));
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
