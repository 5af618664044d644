package org.posthorn.api.v2.insight;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.insight.MetricDays;
import org.posthorn.engine.record.Bounds;
import org.posthorn.engine.record.Required;
import org.posthorn.engine.settings.MetricDay;

/// Tells what happened to the account's mail on each day (UTC) of up to 60, for up to ten questions at once; days
/// without any are left out, and so is the day of the end. The days of the last 90 are kept. Reads what is kept of the
/// days once for all questions, some microseconds for each identity, configuration set and kind of mailbox that met on
/// a day.
///
/// Differs from SES: the Virtual Deliverability Manager need not be switched on.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_BatchGetMetricData.html
@Route(method = "POST", path = "/metrics/batch")
final class BatchGetMetricData implements Action<BatchGetMetricData.Request, BatchGetMetricData.Response> {
    private static final Duration LONGEST = Duration.ofDays(60);

    record Request(@Required @Bounds(min = 1, max = 10) List<Query> queries) {}

    record Query(
            Optional<String> id,
            Optional<String> namespace,
            Optional<String> metric,
            Map<String, String> dimensions,
            Instant startDate,
            Instant endDate) {}

    record Response(List<Result> results, List<QueryError> errors) {}

    record Result(String id, List<Instant> timestamps, List<Long> values) {}

    record QueryError(String id, QueryErrorCode code, String message) {}

    enum QueryErrorCode {
        INTERNAL_FAILURE,
        ACCESS_DENIED
    }

    private final MetricDays days;

    BatchGetMetricData(MetricDays days) {
        this.days = days;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        checkIds(request.queries());
        List<MetricQuery> queries = MetricQuery.checked(request.queries());
        request.queries().forEach(query -> checkInterval(query.startDate(), query.endDate()));
        long from = queries.stream().mapToLong(MetricQuery::from).min().orElseThrow();
        long until = queries.stream().mapToLong(MetricQuery::until).max().orElseThrow();
        List<NavigableMap<Long, Long>> sums = new ArrayList<>();
        queries.forEach(query -> sums.add(new TreeMap<>()));
        days.read(caller.tenant(), from, until, row -> add(row, queries, sums));
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < queries.size(); i++) {
            results.add(result(queries.get(i).id(), sums.get(i)));
        }
        return new Response(results, List.of());
    }

    private static void add(MetricDay row, List<MetricQuery> queries, List<NavigableMap<Long, Long>> sums) {
        for (int i = 0; i < queries.size(); i++) {
            MetricQuery query = queries.get(i);
            long count = query.covers(row) ? query.metric().of(row.counts()) : 0;
            if (count > 0) {
                sums.get(i).merge(row.day(), count, Long::sum);
            }
        }
    }

    private static Result result(String id, NavigableMap<Long, Long> sums) {
        return new Result(
                id,
                sums.keySet().stream()
                        .map(day -> Instant.EPOCH.plus(Duration.ofDays(day)))
                        .toList(),
                List.copyOf(sums.values()));
    }

    private static void checkIds(List<Query> queries) {
        Set<Optional<String>> ids = new HashSet<>();
        if (!queries.stream().map(Query::id).allMatch(ids::add)) {
            throw invalid("All queries must have a unique identifier.");
        }
    }

    private static void checkInterval(Instant start, Instant end) {
        if (!start.isBefore(end)) {
            throw invalid("Expected start date to be before the end date.");
        }
        if (Duration.between(start, end).compareTo(LONGEST) > 0) {
            throw invalid("Invalid interval, can request at most 60 days. Please partition your requested interval.");
        }
    }

    static SesException invalid(String text) {
        return new SesException(SesError.INVALID_PARAMETER_VALUE, text);
    }
}
