package org.posthorn.api.v2.insight;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.codec.Violations;
import org.posthorn.engine.insight.Isp;
import org.posthorn.engine.insight.Metric;
import org.posthorn.engine.insight.MetricDays;
import org.posthorn.engine.settings.MetricDay;

/// One question of BatchGetMetricData, checked.
///
/// @param from first day
/// @param until the day behind the last
record MetricQuery(String id, Metric metric, Map<Dimension, String> dimensions, long from, long until) {
    private static final int ID_CHARS = 255;
    private static final int MOST_DIMENSIONS = 3;
    private static final int NAME_CHARS = 64;

    /// The only one there is.
    private enum Namespace {
        VDM
    }

    /// What a question can be about.
    enum Dimension {
        EMAIL_IDENTITY,
        CONFIGURATION_SET,
        ISP,
        TENANT_NAME;

        private String of(MetricDay row) {
            return switch (this) {
                case EMAIL_IDENTITY -> row.identity();
                case CONFIGURATION_SET -> row.configurationSet();
                case ISP -> row.isp();
                case TENANT_NAME -> row.tenantName();
            };
        }

        private boolean isValue(String value) {
            return switch (this) {
                case EMAIL_IDENTITY ->
                    !value.isEmpty()
                            && value.chars().noneMatch(c -> c <= ' ')
                            && value.indexOf('.', value.lastIndexOf('@') + 1) > 0;
                case ISP -> Isp.isName(value);
                case CONFIGURATION_SET, TENANT_NAME ->
                    !value.isEmpty()
                            && value.length() <= NAME_CHARS
                            && value.chars().allMatch(Dimension::isNameChar);
            };
        }

        private static boolean isNameChar(int c) {
            return c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '-');
        }

        /// The last two are SES's texts for names elsewhere; a guess here.
        private String fault(String value) {
            return switch (this) {
                case EMAIL_IDENTITY -> "Invalid email identity provided.";
                case ISP -> "Invalid ISP name provided.";
                case CONFIGURATION_SET ->
                    "Invalid configuration set name <" + value
                            + ">: only alphanumeric ASCII characters, '_', and '-' are allowed.";
                case TENANT_NAME ->
                    "Invalid tenant name <" + value
                            + ">: only alphanumeric ASCII characters, '_', and '-' are allowed.";
            };
        }
    }

    boolean covers(MetricDay row) {
        return row.day() >= from
                && row.day() < until
                && dimensions.entrySet().stream()
                        .allMatch(wanted -> wanted.getKey().of(row).equals(wanted.getValue()));
    }

    /// Checks in SES's order: dimensions by their names, what its framework would check, values of dimensions.
    ///
    /// @throws org.posthorn.engine.SesException INVALID_PARAMETER_VALUE, VALIDATION_ERROR
    static List<MetricQuery> checked(List<BatchGetMetricData.Query> queries) {
        for (BatchGetMetricData.Query query : queries) {
            if (!query.dimensions().keySet().stream()
                    .allMatch(name -> find(Dimension.values(), name).isPresent())) {
                throw BatchGetMetricData.invalid("Unsupported dimension provided.");
            }
        }
        checkConstraints(queries);
        return queries.stream().map(MetricQuery::of).toList();
    }

    private static void checkConstraints(List<BatchGetMetricData.Query> queries) {
        Violations violations = new Violations(Violations.Style.V2);
        for (int i = 0; i < queries.size(); i++) {
            BatchGetMetricData.Query query = queries.get(i);
            String path = "queries." + (i + 1) + ".member.";
            checkWord(violations, Metric.values(), query.metric(), path + "metric");
            checkWord(violations, Namespace.values(), query.namespace(), path + "namespace");
            if (query.id().isEmpty()) {
                violations.missing(path + "id");
            } else if (query.id().get().isEmpty()) {
                violations.tooSmall("length", 1, path + "id");
            } else if (query.id().get().length() > ID_CHARS) {
                violations.tooLarge("length", ID_CHARS, path + "id");
            }
            if (query.dimensions().size() > MOST_DIMENSIONS) {
                violations.tooLarge("length", MOST_DIMENSIONS, path + "dimensions");
            }
        }
        violations.throwIfAny();
    }

    private static void checkWord(Violations violations, Enum<?>[] words, Optional<String> word, String path) {
        if (word.isEmpty()) {
            violations.missing(path);
        } else if (find(words, word.get()).isEmpty()) {
            violations.notOneOf(words, path);
        }
    }

    private static <E extends Enum<?>> Optional<E> find(E[] words, String word) {
        return Arrays.stream(words).filter(known -> known.name().equals(word)).findFirst();
    }

    private static MetricQuery of(BatchGetMetricData.Query query) {
        Map<Dimension, String> dimensions = new EnumMap<>(Dimension.class);
        query.dimensions().forEach((name, value) -> {
            Dimension dimension = Dimension.valueOf(name);
            if (!dimension.isValue(value)) {
                throw BatchGetMetricData.invalid(dimension.fault(value));
            }
            dimensions.put(dimension, value);
        });
        long from = MetricDays.dayOf(query.startDate());
        // The end is exclusive: midnight belongs to the day before.
        long until = MetricDays.dayOf(query.endDate().minus(Duration.ofNanos(1))) + 1;
        return new MetricQuery(
                query.id().orElseThrow(), Metric.valueOf(query.metric().orElseThrow()), dimensions, from, until);
    }
}
