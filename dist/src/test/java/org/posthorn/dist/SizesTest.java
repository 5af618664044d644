package org.posthorn.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/// A file has at most 400 lines, a method at most 60, annotations not counted, in main sources and in tests.
///
/// One that is clearer whole says so at its top, in a comment that begins with `Longer than 400 lines because`, or
/// `Longer than 60 lines because` right above the method: a table, or one subject, not what grew.
class SizesTest {
    private static final int FILE_LINES = 400;
    private static final int METHOD_LINES = 60;

    @Test
    void filesAndMethodsAreShortOrSayWhyNot() throws IOException {
        List<JavaFileObject> sources = new ArrayList<>();
        for (Path file : SourceTree.files()) {
            String name = file.getFileName().toString();
            if (name.endsWith(".java")) {
                sources.add(new Source(name, SourceTree.read(file)));
            }
        }
        assertThat(sources).hasSizeGreaterThan(800);

        assertThat(tooLong(sources)).isEmpty();
    }

    @Test
    void aMethodOfSixtyLinesIsTakenAndOneOfMoreIsFound() throws IOException {
        assertThat(tooLong(List.of(method("", 58)))).isEmpty();
        assertThat(tooLong(List.of(method("", 59)))).containsExactly("Some.of");
        assertThat(tooLong(List.of(method("@Deprecated(since = \"1\")\n", 58)))).isEmpty();
        assertThat(tooLong(
                        List.of(method("/// Says what.\n///\n/// Longer than 60 lines because it is a table.\n", 99))))
                .isEmpty();
        assertThat(tooLong(List.of(method("/// Longer than sixty lines, sorry.\n", 99))))
                .containsExactly("Some.of");
    }

    @Test
    void aFileOfFourHundredLinesIsTakenAndOneOfMoreIsFound() throws IOException {
        assertThat(tooLong(List.of(file("", 398)))).isEmpty();
        assertThat(tooLong(List.of(file("", 399)))).containsExactly("Some");
        assertThat(tooLong(List.of(file("/// Longer than 400 lines because it is one essay.\n", 500))))
                .isEmpty();
        assertThat(tooLong(List.of(file("class First {}\n/// Longer than 400 lines because it grew.\n", 500))))
                .containsExactly("Some");
    }

    private static Source method(String above, int lines) {
        return new Source("Some.java", "class Some {\n" + above + "int of() {\n" + "\n".repeat(lines) + "}\n}\n");
    }

    private static Source file(String above, int lines) {
        return new Source("Some.java", above + "class Some {\n" + "// one more\n".repeat(lines) + "}\n");
    }

    /// The names of files without ending, and of methods behind that of their file.
    private static Set<String> tooLong(List<? extends JavaFileObject> sources) throws IOException {
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, problem -> {}, List.of("-proc:none"), null, sources);
        Trees trees = Trees.instance(task);
        Set<String> found = new TreeSet<>();
        for (CompilationUnitTree unit : task.parse()) {
            new Scan(unit, trees.getSourcePositions(), found).scan(unit, null);
        }
        return found;
    }

    private static final class Scan extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final Set<String> found;
        private final String file;
        private final List<String> lines;

        Scan(CompilationUnitTree unit, SourcePositions positions, Set<String> found) throws IOException {
            this.unit = unit;
            this.positions = positions;
            this.found = found;
            this.file = Path.of(unit.getSourceFile().getName())
                    .getFileName()
                    .toString()
                    .replace(".java", "");
            this.lines =
                    unit.getSourceFile().getCharContent(true).toString().lines().toList();
        }

        @Override
        public Void visitCompilationUnit(CompilationUnitTree tree, Void nothing) {
            if (lines.size() > FILE_LINES
                    && (tree.getTypeDecls().isEmpty()
                            || !hasReason(tree.getTypeDecls().getFirst(), FILE_LINES))) {
                found.add(file);
            }
            return super.visitCompilationUnit(tree, nothing);
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            Tree first = method.getReturnType() == null ? method.getBody() : method.getReturnType();
            if (first != null
                    && line(positions.getEndPosition(unit, method)) - line(positions.getStartPosition(unit, first))
                            >= METHOD_LINES
                    && !hasReason(method, METHOD_LINES)) {
                found.add(file + "." + method.getName());
            }
            return super.visitMethod(method, nothing);
        }

        /// Whether the comment right above, annotations between, says why.
        private boolean hasReason(Tree tree, int most) {
            String reason = "/// Longer than " + most + " lines because ";
            for (int i = line(positions.getStartPosition(unit, tree)) - 2; i >= 0; i--) {
                String above = lines.get(i).strip();
                if (!above.startsWith("//")) {
                    return false;
                }
                if (above.startsWith(reason)) {
                    return true;
                }
            }
            return false;
        }

        private int line(long position) {
            LineMap map = unit.getLineMap();
            return Math.toIntExact(map.getLineNumber(position));
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
