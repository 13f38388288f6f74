package dev.credence;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packages and the arrows between them, as docs and newcomers have them. */
class ArchitectureTest {
    private static final String ROOT = "dev.credence";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    /** Values of the lowest room that mean the same everywhere. */
    private static final Set<String> COMMON = Set.of("telemetry.Secret", "telemetry.Cloud");

    private static final Set<String> BELOW_BOOTSTRAP = Set.of(
            "gateway",
            "ops",
            "provider",
            "provider.aws",
            "provider.gcp",
            "provider.azure",
            "caller",
            "caller.docker",
            "source",
            "source.vault",
            "source.vault.login",
            "source.entra",
            "source.google",
            "source.ims",
            "source.sts",
            "credential",
            "dev",
            "config",
            "telemetry");

    /**
     * A package and what it may use besides itself and {@link #COMMON}.
     *
     * @param rooms whole packages
     * @param classes single classes of others: each an exception to the arrows, kept to a list so that it stays one
     */
    private record Room(String name, Set<String> rooms, Set<String> classes) {
        private boolean mayUse(String user, String used) {
            return user.equals(used)
                    || rooms.contains(used.substring(0, Math.max(0, used.lastIndexOf('.'))))
                    || COMMON.contains(used)
                    || classes.contains(used);
        }

        @Override
        public String toString() {
            return name.isEmpty() ? "root" : name;
        }
    }

    private static Room room(String name, Set<String> rooms, String... classes) {
        return new Room(name, rooms, Set.of(classes));
    }

    private static List<Room> rooms() {
        List<Room> rooms = new ArrayList<>();
        List.of(clouds(), callers(), commands(), sources()).forEach(rooms::addAll);
        rooms.addAll(List.of(
                room("bootstrap", BELOW_BOOTSTRAP),
                room(
                        "gateway",
                        Set.of("provider", "caller", "telemetry"),
                        "config.ListenerConfig",
                        "config.ListenerTls",
                        "config.HostPort",
                        "credential.CallerLimiter",
                        "credential.TimeSource"),
                room(
                        "ops",
                        Set.of("credential", "telemetry"),
                        "caller.EngineStatus",
                        "caller.RecentCaller",
                        "config.HostPort"),
                room(
                        "provider",
                        Set.of("credential", "caller", "telemetry"),
                        "config.CallerConfig",
                        "config.Configuration",
                        "config.CredentialConfig"),
                room("credential", Set.of("telemetry")),
                room("dev", Set.of()),
                room("migration", Set.of()),
                room("config", Set.of()),
                room("telemetry", Set.of())));
        return rooms;
    }

    private static List<Room> commands() {
        return List.of(
                room("", Set.of("cli")),
                room(
                        "cli",
                        Set.of("cli.process", "bootstrap", "config", "migration"),
                        "telemetry.BuildInfo",
                        "credential.TimeSource"),
                room("cli.process", Set.of("config"), "source.vault.AwsArn", "source.vault.VaultPath"));
    }

    private static List<Room> sources() {
        return List.of(
                room("source", Set.of("credential", "config"), "telemetry.UpstreamMeters"),
                room(
                        "source.vault",
                        Set.of("source", "source.vault.login", "credential", "config"),
                        "telemetry.UpstreamMeters"),
                room("source.vault.login", Set.of("source", "credential", "config")),
                room("source.entra", Set.of("source", "credential"), "telemetry.UpstreamMeters"),
                room("source.google", Set.of("source", "credential"), "telemetry.UpstreamMeters"),
                room("source.ims", Set.of("source", "credential", "config"), "telemetry.UpstreamMeters"),
                room("source.sts", Set.of("source", "credential", "config"), "telemetry.UpstreamMeters"));
    }

    private static List<Room> callers() {
        return List.of(
                room("caller", Set.of("config")),
                room(
                        "caller.docker",
                        Set.of("caller", "config"),
                        "credential.Clockwork",
                        "credential.Scheduler",
                        "credential.TimeSource"));
    }

    private static Room amazon() {
        return room(
                "provider.aws",
                Set.of("provider", "credential", "caller", "telemetry"),
                "config.Configuration",
                "config.AwsProviderConfig",
                "config.AwsInstance",
                "config.AwsCredentialConfig",
                "config.PassthroughConfig",
                "config.PassthroughPaths",
                "config.RefreshConfig",
                // The rules by which a caller's role is chosen, and which kind of back end has it.
                "config.AssumeRoleConfig",
                "config.AwsPartition",
                "config.BackendConfig",
                "config.CallerTemplate",
                "config.ImsConfig",
                "config.LimitsConfig",
                "config.RoleName",
                "config.RolePatterns",
                "config.SessionRules",
                "config.SourceCredential",
                "config.StsConfig",
                "config.VaultConfig");
    }

    /** The emulated clouds: none knows of another. */
    private static List<Room> clouds() {
        return List.of(
                amazon(),
                room(
                        "provider.gcp",
                        Set.of("provider", "credential", "caller", "telemetry"),
                        "config.Configuration",
                        "config.GcpProviderConfig",
                        "config.GcpInstance",
                        "config.GcpCredentialConfig",
                        "config.GcpKind"),
                room(
                        "provider.azure",
                        Set.of("provider", "credential", "caller", "telemetry"),
                        "config.Configuration",
                        "config.AzureProviderConfig",
                        "config.AzureInstance",
                        "config.AzureCredentialConfig",
                        "config.AzureKind"));
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void aPackageUsesOnlyWhatItsArrowsPointTo(Room room) {
        var forbidden = new TreeSet<String>();
        for (JavaClass user : MAIN) {
            if (local(user.getPackageName()).equals(room.name)) {
                uses(user)
                        .filter(used -> !isIn(room.name, used) && !room.mayUse(local(outermost(user)), used))
                        .forEach(used -> forbidden.add(local(outermost(user)) + " uses " + used));
            }
        }

        assertThat(forbidden).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void anExceptionThatNobodyNeedsAnyMoreIsTakenOffTheList(Room room) {
        Set<String> used = MAIN.stream()
                .filter(user -> local(user.getPackageName()).equals(room.name))
                .flatMap(ArchitectureTest::uses)
                .collect(Collectors.toSet());

        assertThat(used).containsAll(room.classes);
    }

    @Test
    void everyPackageIsARoomWithItsArrows() {
        Set<String> packages =
                MAIN.stream().map(type -> local(type.getPackageName())).collect(Collectors.toSet());

        assertThat(rooms()).extracting(Room::name).containsExactlyInAnyOrderElementsOf(packages);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .check(MAIN);
    }

    @Test
    void theCoreKnowsNoHttpAndNoJson() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage(ROOT + ".credential")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.core.json..", "io.vertx.core.http..", "io.vertx.ext..", "java.net..")
                .check(MAIN);
    }

    /** An SDK waits for each run; loading them takes longer than all the rest. */
    @Test
    void credentialProcessKnowsNeitherVertxNorTheLog() {
        ArchRuleDefinition.noClasses()
                .that()
                .resideInAPackage(ROOT + ".cli.process")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..", "org.slf4j..", "ch.qos..", "picocli..")
                .check(MAIN);
    }

    @Test
    void everyPackageSaysWhatItIsForAndIsMarkedAgainstNull() {
        Set<String> unmarked = MAIN.stream()
                .map(JavaClass::getPackage)
                .filter(room -> !room.isAnnotatedWith(NullMarked.class))
                .map(room -> room.getName())
                .collect(Collectors.toSet());

        assertThat(unmarked).isEmpty();
    }

    @Test
    void noClassHidesBehindANameThatSaysNothing() {
        ArchRuleDefinition.noClasses()
                .should()
                .haveNameMatching(".*(Manager|Helper|Utils?|Impl)")
                .check(MAIN);
    }

    private static Stream<String> uses(JavaClass user) {
        return user.getDirectDependenciesFromSelf().stream()
                .map(Dependency::getTargetClass)
                .map(JavaClass::getBaseComponentType)
                .filter(used -> used.getPackageName().startsWith(ROOT))
                .map(used -> local(outermost(used)));
    }

    private static boolean isIn(String room, String type) {
        return type.substring(0, Math.max(0, type.lastIndexOf('.'))).equals(room);
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }

    private static String local(String name) {
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }
}
