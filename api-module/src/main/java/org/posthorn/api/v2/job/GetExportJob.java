package org.posthorn.api.v2.job;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.job.ExportJobs;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.ExportJob;
import org.posthorn.engine.settings.JobState;

/// Tells how far an export job is, and how to get what it found: by a link that works for an hour.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetExportJob.html
@Route(method = "GET", path = "/export-jobs/{JobId}")
final class GetExportJob implements Action<GetExportJob.Request, GetExportJob.Response> {
    record Request(@InPath String jobId) {}

    record ExportStatistics(int processedRecordsCount, int exportedRecordsCount) {}

    record Response(
            String jobId,
            ExportSourceType exportSourceType,
            JobState jobStatus,
            ExportDestination exportDestination,
            ExportDataSource exportDataSource,
            Instant createdTimestamp,
            Optional<Instant> completedTimestamp,
            Optional<FailureInfo> failureInfo,
            ExportStatistics statistics) {}

    private final ExportJobs jobs;

    GetExportJob(ExportJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        ExportJob job = jobs.get(caller.tenant(), request.jobId());
        return new Response(
                job.id(),
                ExportSourceType.of(job.query()),
                job.state(),
                new ExportDestination(job.format(), jobs.result(job)),
                ExportDataSource.of(job.query()),
                job.createdAt(),
                job.completedAt(),
                FailureInfo.of(Optional.empty(), job.error()),
                new ExportStatistics((int) job.processed(), (int) job.exported()));
    }
}
