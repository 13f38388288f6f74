package dev.credence.caller;

import dev.credence.config.DockerConfig;

/** The engines that rules name. Any thread. */
public interface ContainerEngines {

    /** The engine of that configuration; the same for the same one. */
    ContainerEngine of(DockerConfig config);

    /** By the monotonic clock: until when somebody who asks now has to be recognised. */
    long deadline();

    /** None at all, for rules that name none. */
    static ContainerEngines none() {
        return new ContainerEngines() {
            @Override
            public ContainerEngine of(DockerConfig config) {
                throw new IllegalArgumentException("no engine at " + config.address());
            }

            @Override
            public long deadline() {
                return 0;
            }
        };
    }
}
