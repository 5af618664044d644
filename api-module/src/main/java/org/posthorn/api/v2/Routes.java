package org.posthorn.api.v2;

import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthorn.api.call.Area;
import org.posthorn.api.call.Operation;
import org.posthorn.api.codec.PathSegments;

/// The operations of API v2, by method and path. A fixed word of a path goes before a label at the same place.
public final class Routes {
    private static final String BASE = "/v2/email/";

    private final List<Operation<?, ?>> operations;
    private final Node root = new Node();

    private static final class Node {
        private final Map<String, Node> words = new HashMap<>();
        private final Map<String, Target> targets = new HashMap<>();
        private @Nullable Node label;
    }

    private record Target(Operation<?, ?> operation, List<String> labels) {}

    /// An operation that was found.
    ///
    /// @param labels the decoded parts of the path that are members of the request, by wire name
    public record Match(Operation<?, ?> operation, Map<String, String> labels) {}

    /// @param areas whose operations each have a [Route] at their class
    /// @throws IllegalStateException when two have the same route, or one has none
    @Inject
    public Routes(Set<Area> areas) {
        operations = areas.stream().map(Area::operations).flatMap(List::stream).toList();
        operations.forEach(this::add);
    }

    private void add(Operation<?, ?> operation) {
        Route[] routes = operation.requestType().getDeclaringClass().getAnnotationsByType(Route.class);
        if (routes.length == 0) {
            throw new IllegalStateException("no route: " + operation.name());
        }
        for (Route route : routes) {
            Node node = root;
            ArrayList<String> labels = new ArrayList<>();
            for (String part : route.path().substring(1).split("/")) {
                if (part.startsWith("{")) {
                    labels.add(part.substring(1, part.length() - 1));
                    if (node.label == null) {
                        node.label = new Node();
                    }
                    node = node.label;
                } else {
                    node = node.words.computeIfAbsent(part, word -> new Node());
                }
            }
            if (node.targets.put(route.method(), new Target(operation, List.copyOf(labels))) != null) {
                throw new IllegalStateException("two operations at " + route);
            }
        }
    }

    /// Every operation there is.
    public List<Operation<?, ?>> all() {
        return operations;
    }

    /// @param path as it came, encoded
    public Optional<Match> find(String method, String path) {
        return path.startsWith(BASE)
                ? PathSegments.of(path.substring(BASE.length())).flatMap(segments -> match(method, segments))
                : Optional.empty();
    }

    private Optional<Match> match(String method, List<String> segments) {
        Node node = root;
        List<String> found = new ArrayList<>();
        for (String segment : segments) {
            Node word = node.words.get(segment);
            if (word == null) {
                word = node.label;
                found.add(segment);
            }
            if (word == null) {
                return Optional.empty();
            }
            node = word;
        }
        Target target = node.targets.get(method);
        if (target == null) {
            return Optional.empty();
        }
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = 0; i < found.size(); i++) {
            labels.put(target.labels.get(i), found.get(i));
        }
        return Optional.of(new Match(target.operation, labels));
    }
}
