package dev.credence;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.credence.credential.CredentialIssuer;
import dev.credence.telemetry.Secret;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What no code of ours does: ask a clock behind a test's back, block an event loop, let a secret go. */
class HouseRulesTest {
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.credence");

    /** The wait for a command's end, and for results on a command's own thread. */
    private static final Set<String> MAY_BLOCK = Set.of(
            "dev.credence.cli.Sources",
            "dev.credence.cli.Termination",
            "dev.credence.cli.process.ProcessRun",
            "dev.credence.cli.process.Web",
            // The threads that write the log, so that nobody else waits for what takes its lines.
            "dev.credence.logging.QueuedSink");

    /** Each puts a secret where it belongs: on the wire or into a private file; errors look for it, to mask it. */
    private static final Set<String> MAY_REVEAL = Set.of(
            "dev.credence.bootstrap.DevMode",
            "dev.credence.cli.WorkloadEnvironment",
            "dev.credence.cli.process.ConfiguredQuestion",
            "dev.credence.cli.process.GatewayDocuments",
            "dev.credence.cli.process.Keys",
            "dev.credence.cli.process.Question",
            "dev.credence.cli.process.VaultDocuments",
            "dev.credence.cli.process.Words",
            "dev.credence.credential.TokenFingerprint",
            "dev.credence.dev.GcpEngine",
            "dev.credence.dev.TokenBackend",
            "dev.credence.gateway.ServerOptions",
            "dev.credence.node.NodeApi",
            "dev.credence.provider.aws.AwsDocuments",
            "dev.credence.provider.aws.PassthroughCalls",
            "dev.credence.provider.azure.AzureDocuments",
            "dev.credence.provider.gcp.GcpDocuments",
            "dev.credence.push.OtlpSink",
            "dev.credence.source.entra.EntraClient",
            "dev.credence.source.google.IamCredentialsSource",
            "dev.credence.source.ims.ImsTransport",
            "dev.credence.source.sts.AwsSdk",
            "dev.credence.source.sts.StsErrors",
            "dev.credence.source.vault.GivenTokenLogin",
            "dev.credence.source.vault.VaultErrors",
            "dev.credence.source.vault.VaultTransport",
            "dev.credence.source.vault.login.AzureLogin",
            "dev.credence.source.vault.login.FileLogin",
            "dev.credence.source.vault.login.WrappedSecretId");

    private static final Pattern CLOCKS = Pattern.compile("java\\.lang\\.System\\.(currentTimeMillis|nanoTime)"
            + "|java\\.time\\.\\w+\\.(now|system\\w*|tick\\w*)|java\\.util\\.Date\\.<init>|java\\.util\\.Calendar.*");

    private static final Pattern BLOCKING = Pattern.compile("java\\.lang\\.Thread\\.(sleep|join|onSpinWait)"
            + "|java\\.lang\\.Object\\.wait"
            + "|java\\.util\\.concurrent\\.(CompletableFuture|Future|ForkJoinTask)\\.(get|join|getNow)"
            + "|java\\.util\\.concurrent\\.(CountDownLatch|CyclicBarrier|Phaser)\\.await\\w*"
            + "|java\\.util\\.concurrent\\.\\w*Queue\\.(take|put)"
            + "|java\\.util\\.concurrent\\.locks\\..*"
            + "|io\\.vertx\\.core\\.Future\\.await");

    private static final Pattern CHANCE = Pattern.compile("java\\.lang\\.Math\\.random"
            + "|java\\.util\\.concurrent\\.ThreadLocalRandom\\.current|java\\.util\\.Random\\.<init>");

    /** The default methods would quietly turn a renewal into a refusal, or an urgent call into one that is not. */
    @Test
    void whoeverStandsBeforeABackEndPassesOnEverythingThatItIsAsked() {
        Set<String> asked = MAIN.get(CredentialIssuer.class).getMethods().stream()
                .map(JavaMember::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        List<JavaClass> wrappers = MAIN.stream()
                .filter(type -> type.isAssignableTo(CredentialIssuer.class))
                .filter(type -> type.getFields().stream()
                        .anyMatch(field -> field.getRawType().isAssignableTo(CredentialIssuer.class)))
                .toList();

        assertThat(wrappers).hasSize(4);
        assertThat(wrappers)
                .allSatisfy(wrapper -> assertThat(wrapper.getMethods().stream().map(JavaMember::getName))
                        .containsAll(asked));
    }

    @Test
    void onlyTheTimeSourceAsksAClock() {
        assertThat(accesses(CLOCKS, Set.of("dev.credence.credential.TimeSource")))
                .isEmpty();
    }

    @Test
    void chanceIsHandedIn() {
        // The ids of requests, on the way of every hit: nothing depends on what they are.
        assertThat(accesses(CHANCE, Set.of("dev.credence.telemetry.RequestId"))).isEmpty();
    }

    @Test
    void nothingBlocksButTheCommandsThemselves() {
        assertThat(accesses(BLOCKING, MAY_BLOCK)).isEmpty();
    }

    /** The build leaves out what Caffeine has for these, by name, so that nothing but this notices. */
    @Test
    void noCacheHasWeakOrSoftValues() {
        assertThat(accesses(Pattern.compile(".*\\.cache\\.Caffeine\\.(weakValues|softValues|from)"), Set.of()))
                .isEmpty();
    }

    @Test
    void noMethodIsSynchronized() {
        ArchRuleDefinition.noMethods()
                .should()
                .haveModifier(JavaModifier.SYNCHRONIZED)
                .check(MAIN);
    }

    @Test
    void onlyCommandsWriteToTheOutput() {
        assertThat(accesses(
                        Pattern.compile("java\\.lang\\.System\\.(out|err)|java\\.lang\\.\\w+\\.printStackTrace"),
                        Set.of(
                                "dev.credence.cli.CredenceCommand",
                                "dev.credence.cli.Failures",
                                "dev.credence.cli.ProcessStart")))
                .isEmpty();
    }

    @Test
    void onlyTheWayInReadsTheEnvironmentAndEndsTheProcess() {
        assertThat(accesses(
                        Pattern.compile("java\\.lang\\.System\\.(getenv|exit)|java\\.lang\\.Runtime\\.(exit|halt)"),
                        Set.of("dev.credence.Main", "dev.credence.cli.Termination")))
                .isEmpty();
    }

    @Test
    void aSecretIsRevealedOnlyWhereItIsSentOrStored() {
        assertThat(accesses(Pattern.compile("dev\\.credence\\.telemetry\\.Secret\\.reveal"), MAY_REVEAL))
                .isEmpty();
    }

    @Test
    void aSecretCannotBeSerializedNorCanWhatHoldsOne() {
        assertThat(MAIN.get(Secret.class).isAssignableTo(Serializable.class)).isFalse();
        ArchRuleDefinition.noFields()
                .that(holdASecret())
                .should()
                .beDeclaredInClassesThat()
                .areAssignableTo(Serializable.class)
                .check(MAIN);
    }

    @Test
    void recordsOfTheConfigurationAndTheCoreHoldSecretsAsSecrets() {
        Pattern telling = Pattern.compile("(?i).*(token|secret|secretkey|secretaccesskey|password)");
        List<String> plain = MAIN.stream()
                .filter(type ->
                        Set.of("dev.credence.config", "dev.credence.credential").contains(type.getPackageName()))
                .filter(JavaClass::isRecord)
                .flatMap(type -> type.getFields().stream())
                .filter(field -> telling.matcher(field.getName()).matches())
                .filter(field -> field.getAllInvolvedRawTypes().stream()
                        .anyMatch(type -> type.isAssignableTo(CharSequence.class) || type.isEquivalentTo(byte[].class)))
                .map(JavaField::getFullName)
                .toList();

        assertThat(plain).isEmpty();
    }

    private static DescribedPredicate<JavaField> holdASecret() {
        return describe("hold a secret", field -> field.getAllInvolvedRawTypes().stream()
                .anyMatch(type -> type.isEquivalentTo(Secret.class)));
    }

    /** Calls, method references and field accesses with such a target, outside of the classes that may. */
    private static Set<String> accesses(Pattern target, Set<String> allowed) {
        return MAIN.stream()
                .filter(type -> !allowed.contains(type.getName().replaceFirst("\\$.*", "")))
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .filter(access -> target.matcher(name(access)).matches())
                .map(access -> access.getDescription())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String name(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getTarget().getName();
    }
}
