package org.posthorn.api.v2.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.job.ExportJobs;
import org.posthorn.engine.settings.ExportQuery;

/// Makes a job that writes what became of messages, or figures by day, to a file, which is had by a link
/// ([GetExportJob]).
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateExportJob.html
@Route(method = "POST", path = "/export-jobs")
final class CreateExportJob implements Action<CreateExportJob.Request, CreateExportJob.Response> {
    private static final List<String> DIMENSIONS = List.of("EMAIL_IDENTITY", "CONFIGURATION_SET", "ISP", "TENANT_NAME");

    record Request(ExportDataSource exportDataSource, ExportDestination exportDestination) {}

    record Response(String jobId) {}

    private final ExportJobs jobs;

    CreateExportJob(ExportJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        ExportQuery query = request.exportDataSource()
                .query()
                .orElseThrow(
                        () -> new SesException(SesError.INVALID_PARAMETER_VALUE, "One data source must be provided"));
        if (request.exportDestination().s3Url().isPresent()) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Providing a custom S3 URL is not supported");
        }
        if (query instanceof ExportQuery.Metrics metrics
                && !DIMENSIONS.containsAll(metrics.dimensions().keySet())) {
            throw new SesException(
                    SesError.VALIDATION_ERROR,
                    "1 validation error detected: Value at 'exportDataSource.metricsDataSource.dimensions' failed to"
                            + " satisfy constraint: Map keys must satisfy constraint: [Member must satisfy enum value set: "
                            + DIMENSIONS + "]");
        }
        if (!query.start().isBefore(query.end())) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "Invalid date range");
        }
        if (query instanceof ExportQuery.Metrics && !(isMidnight(query.start()) && isMidnight(query.end()))) {
            throw new SesException(
                    SesError.INVALID_PARAMETER_VALUE,
                    "To get daily aggregated data you must not specify partial-day timestamps. Please make your interval"
                            + " go from midnight to midnight UTC.");
        }
        return new Response(
                jobs.create(caller.tenant(), query, request.exportDestination().dataFormat()));
    }

    private static boolean isMidnight(Instant at) {
        return at.toEpochMilli() % Duration.ofDays(1).toMillis() == 0;
    }
}
