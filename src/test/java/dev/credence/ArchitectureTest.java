package dev.credence;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
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

    static List<Room> rooms() {
        return Room.all();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void aPackageUsesOnlyWhatItsArrowsPointTo(Room room) {
        var forbidden = new TreeSet<String>();
        for (JavaClass user : MAIN) {
            if (local(user.getPackageName()).equals(room.name())) {
                uses(user)
                        .filter(used -> !isIn(room.name(), used) && !room.mayUse(local(outermost(user)), used))
                        .forEach(used -> forbidden.add(local(outermost(user)) + " uses " + used));
            }
        }

        assertThat(forbidden).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void anExceptionThatNobodyNeedsAnyMoreIsTakenOffTheList(Room room) {
        Set<String> used = MAIN.stream()
                .filter(user -> local(user.getPackageName()).equals(room.name()))
                .flatMap(ArchitectureTest::uses)
                .collect(Collectors.toSet());

        assertThat(used).containsAll(room.classes());
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
