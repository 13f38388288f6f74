package dev.credence.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code callers}. */
final class CallerBinder {
    private final Set<String> credentials;
    private final DockerBinder docker;
    private final Problems problems;

    /** Takes the names of the credentials. */
    CallerBinder(Set<String> credentials, DockerBinder docker, Problems problems) {
        this.credentials = credentials;
        this.docker = docker;
        this.problems = problems;
    }

    /** Those that could be read; without any written, everyone may have everything that only this machine reaches. */
    List<CallerConfig> bind(Section root, List<ListenerConfig> listeners) {
        Optional<List<Section>> written = root.items("callers");
        if (written.isEmpty()) {
            return root.isBroken("callers") ? List.of() : everyone(root, listeners);
        }
        if (root.isEmptyList("callers")) {
            root.error("callers", "is empty, so nobody could have anything; write match: any, or leave it out");
        }
        List<CallerConfig> callers = new ArrayList<>();
        Optional<ConfigPath> any = Optional.empty();
        for (Section caller : written.get()) {
            any.ifPresent(earlier -> problems.warning(
                    caller.path(),
                    caller.origin("match"),
                    "never matches, since " + earlier + " matches everyone; move it up"));
            if (any.isEmpty() && caller.text("match").isPresent()) {
                any = Optional.of(caller.path());
            }
            callers.add(caller(caller));
        }
        return callers;
    }

    private List<CallerConfig> everyone(Section root, List<ListenerConfig> listeners) {
        listeners.stream()
                .map(ListenerConfig::address)
                .filter(address -> !address.isLoopback())
                .findFirst()
                .ifPresent(address -> problems.error(
                        root.path("callers"),
                        Origin.DEFAULT,
                        "is missing, and " + address + " can be reached from other machines, so everyone there could"
                                + " have every credential; say who may have what, or listen on 127.0.0.1 only"));
        return List.of(new CallerConfig(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.copyOf(credentials)));
    }

    private CallerConfig caller(Section caller) {
        Section match = caller.section("match");
        boolean isAny = caller.text("match").isPresent();
        if (!caller.has("match")) {
            problems.error(
                    caller.path("match"),
                    caller.origin("match"),
                    "is missing; write any, {cidr: 10.1.0.0/16}, {docker: {}} or {token-file: app.token}");
        } else if (!isAny && !caller.isBroken("match")) {
            conditions(caller, match);
        }
        Optional<String> name = match.value("name", NameText::name);
        Optional<Cidr> cidr = match.text("cidr").isEmpty() ? Optional.empty() : match.value("cidr", Cidr::parse);
        Optional<Path> tokenFile = match.file("token-file", FileContent::secret);
        Optional<DockerConfig> engine = isContainer(match) ? docker.bind(match.section("docker")) : Optional.empty();
        return new CallerConfig(name, cidr, engine, tokenFile, credentials(caller));
    }

    /** A condition that is written and says nothing would match everyone, so it is an error and not left out. */
    private void conditions(Section caller, Section match) {
        boolean hasCondition =
                match.isBroken("docker") || match.branch().children().containsKey("docker");
        if (hasCondition && !match.isBroken("docker") && !isContainer(match)) {
            problems.error(
                    match.path("docker"),
                    match.branch().origin(),
                    "is empty; write {} for the usual engine, or its address");
        }
        if (isContainer(match) && match.branch().children().containsKey("token-file")) {
            problems.error(
                    match.path("token-file"),
                    match.branch().origin(),
                    "does not go with docker; a container is recognised by its address, so write two callers");
        }
        for (String key : List.of("cidr", "token-file")) {
            hasCondition |= match.branch().children().containsKey(key);
            if (match.branch().children().containsKey(key)
                    && !match.isBroken(key)
                    && match.text(key).isEmpty()) {
                problems.error(match.path(key), match.branch().origin(), "is empty; write the condition or remove it");
            }
        }
        if (!hasCondition) {
            problems.error(
                    caller.path("match"),
                    caller.origin("match"),
                    "has no condition; write cidr, docker or token-file, or match: any for everyone");
        }
    }

    /** An empty map is the usual engine; nothing at all is none. */
    private static boolean isContainer(Section match) {
        return match.branch().child("docker") instanceof ConfigNode.Branch;
    }

    private List<String> credentials(Section caller) {
        if (!caller.has("credentials") || caller.isEmptyList("credentials")) {
            problems.error(
                    caller.path("credentials"),
                    caller.origin("credentials"),
                    "names none; list what this caller may have");
        }
        Set<String> names = new LinkedHashSet<>();
        for (ConfigNode.Leaf leaf : caller.leaves("credentials").orElse(List.of())) {
            String name = String.valueOf(leaf.text());
            if (!credentials.contains(name)) {
                caller.itemError("credentials", leaf, "is not a credential" + Suggestion.didYouMean(name, credentials));
            } else if (!names.add(name)) {
                caller.itemError("credentials", leaf, "is listed twice");
            }
        }
        return List.copyOf(names);
    }
}
