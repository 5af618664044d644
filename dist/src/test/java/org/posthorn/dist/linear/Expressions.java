package org.posthorn.dist.linear;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Finds the regular expressions in sources, by what the compiler knows of them.
final class Expressions {
    /// One place that uses an expression.
    ///
    /// @param file name without folders
    /// @param expression empty when it is not a constant
    /// @param flags of `Pattern.compile`, 0 when they are not a constant
    record Use(String file, String method, Optional<String> expression, int flags) {
        @Override
        public String toString() {
            return file + " " + method + " " + expression.orElse("(not a constant)");
        }
    }

    private static final Set<String> OF_STRING =
            Set.of("matches", "split", "splitWithDelimiters", "replaceAll", "replaceFirst");
    private static final Set<String> OF_PATTERN = Set.of("compile", "matches");

    private Expressions() {}

    /// All uses in the main sources below some folders.
    static List<Use> in(List<Path> folders) throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path folder : folders) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    problem -> {},
                    List.of("-proc:none", "-classpath", System.getProperty("java.class.path")),
                    null,
                    files.getJavaFileObjectsFromPaths(sources));
            Trees trees = Trees.instance(task);
            List<Use> uses = new ArrayList<>();
            var units = new ArrayList<com.sun.source.tree.CompilationUnitTree>();
            task.parse().forEach(units::add);
            task.analyze();
            units.forEach(unit -> new Scan(trees, uses).scan(unit, null));
            return uses;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static final class Scan extends TreePathScanner<Void, Void> {
        private final Trees trees;
        private final List<Use> uses;

        Scan(Trees trees, List<Use> uses) {
            this.trees = trees;
            this.uses = uses;
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
            if (trees.getElement(getCurrentPath()) instanceof ExecutableElement method
                    && method.getEnclosingElement() instanceof TypeElement owner) {
                String name = method.getSimpleName().toString();
                String type = owner.getQualifiedName().toString();
                boolean isExpression = type.equals("java.lang.String")
                        ? OF_STRING.contains(name) && !call.getArguments().isEmpty()
                        : type.equals("java.util.regex.Pattern")
                                && OF_PATTERN.contains(name)
                                && !call.getArguments().isEmpty();
                if (isExpression) {
                    List<? extends ExpressionTree> arguments = call.getArguments();
                    uses.add(new Use(
                            Path.of(getCurrentPath()
                                            .getCompilationUnit()
                                            .getSourceFile()
                                            .getName())
                                    .getFileName()
                                    .toString(),
                            name,
                            constant(arguments.getFirst()).map(String::valueOf),
                            name.equals("compile")
                                            && arguments.size() == 2
                                            && constant(arguments.get(1)).orElse(0) instanceof Integer flags
                                    ? flags
                                    : 0));
                }
            }
            return super.visitMethodInvocation(call, nothing);
        }

        private Optional<Object> constant(ExpressionTree tree) {
            return switch (tree) {
                case LiteralTree literal -> Optional.ofNullable(literal.getValue());
                case ParenthesizedTree inner -> constant(inner.getExpression());
                case BinaryTree sum -> sum.getKind() == Tree.Kind.PLUS ? sum(sum) : Optional.empty();
                case IdentifierTree name -> valueOf(name);
                case MemberSelectTree name -> valueOf(name);
                default -> Optional.empty();
            };
        }

        private Optional<Object> sum(BinaryTree sum) {
            return constant(sum.getLeftOperand())
                    .flatMap(left -> constant(sum.getRightOperand()).map(right -> left + String.valueOf(right)));
        }

        private Optional<Object> valueOf(Tree name) {
            Element element = trees.getElement(new TreePath(getCurrentPath(), name));
            return element instanceof VariableElement variable
                    ? Optional.ofNullable(variable.getConstantValue())
                    : Optional.empty();
        }
    }
}
