package dev.credence;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What only the source shows: sizes, locks, tests that wait or do not run. */
class SourceRulesTest {
    private static final int LONGEST_FILE = 300;
    private static final int LONGEST_METHOD = 40;
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TEST = Path.of("src/test/java");

    private static final Set<String> LONG_METHODS = new TreeSet<>();
    private static final Set<String> LOCKS = new TreeSet<>();
    private static final Set<String> WAITS = new TreeSet<>();
    private static final Set<String> SKIPS = new TreeSet<>();

    @BeforeAll
    static void readAllSources() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask parser = (JavacTask) compiler.getTask(
                    new StringWriter(),
                    files,
                    null,
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(all()));
            SourcePositions positions = Trees.instance(parser).getSourcePositions();
            for (CompilationUnitTree source : parser.parse()) {
                new Rules(source, positions).scan(source, null);
            }
        }
    }

    @Test
    void noFileIsLongerThanOneReadsAtOnce() throws IOException {
        Set<String> longer = new TreeSet<>();
        for (Path file : all()) {
            int lines = Files.readAllLines(file).size();
            if (lines >= LONGEST_FILE) {
                longer.add(file + " has " + lines + " lines");
            }
        }

        assertThat(longer).isEmpty();
    }

    @Test
    void noMethodIsLongerThanAPage() {
        assertThat(LONG_METHODS).isEmpty();
    }

    @Test
    void noCodeOfOursTakesALock() {
        assertThat(LOCKS).isEmpty();
    }

    @Test
    void noTestSleeps() {
        assertThat(WAITS).isEmpty();
    }

    @Test
    void noTestIsSkipped() {
        assertThat(SKIPS).isEmpty();
    }

    private static List<Path> all() throws IOException {
        Function<Path, List<Path>> sources = root -> {
            try (var files = Files.walk(root)) {
                return files.filter(file -> file.toString().endsWith(".java"))
                        .sorted()
                        .toList();
            } catch (IOException unreadable) {
                throw new AssertionError(unreadable);
            }
        };
        List<Path> all = new java.util.ArrayList<>(sources.apply(MAIN));
        all.addAll(sources.apply(TEST));
        assertThat(all).as("sources are looked for where they are").hasSizeGreaterThan(100);
        return all;
    }

    /** Walks through one file. */
    private static final class Rules extends TreeScanner<Void, Void> {
        private final CompilationUnitTree source;
        private final SourcePositions positions;

        Rules(CompilationUnitTree source, SourcePositions positions) {
            this.source = source;
            this.positions = positions;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            BlockTree body = method.getBody();
            if (body != null && lines(body) >= LONGEST_METHOD) {
                LONG_METHODS.add(place(method) + " " + method.getName() + " has " + lines(body) + " lines");
            }
            return super.visitMethod(method, unused);
        }

        @Override
        public Void visitSynchronized(SynchronizedTree block, Void unused) {
            LOCKS.add(place(block));
            return super.visitSynchronized(block, unused);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void unused) {
            if (call.getMethodSelect().toString().matches("(Thread|TimeUnit\\.\\w+)\\.sleep")) {
                WAITS.add(place(call));
            }
            return super.visitMethodInvocation(call, unused);
        }

        @Override
        public Void visitAnnotation(AnnotationTree annotation, Void unused) {
            if (annotation.getAnnotationType().toString().matches("Disabled\\w*|Enabled\\w*")) {
                SKIPS.add(place(annotation));
            }
            return super.visitAnnotation(annotation, unused);
        }

        /** Between the braces. */
        private long lines(BlockTree body) {
            return line(positions.getEndPosition(source, body)) - line(positions.getStartPosition(source, body)) - 1;
        }

        private String place(Tree tree) {
            return source.getSourceFile().getName() + ":" + line(positions.getStartPosition(source, tree));
        }

        private long line(long position) {
            return source.getLineMap().getLineNumber(position);
        }
    }
}
