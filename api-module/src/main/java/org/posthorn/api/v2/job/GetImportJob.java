package org.posthorn.api.v2.job;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.job.ImportJobs;
import org.posthorn.engine.record.InPath;
import org.posthorn.engine.settings.ImportJob;
import org.posthorn.engine.settings.JobState;

/// Tells how far an import job is, and what became of it.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_GetImportJob.html
@Route(method = "GET", path = "/import-jobs/{JobId}")
final class GetImportJob implements Action<GetImportJob.Request, GetImportJob.Response> {
    record Request(@InPath String jobId) {}

    record Response(
            String jobId,
            ImportDestination importDestination,
            ImportDataSource importDataSource,
            Optional<FailureInfo> failureInfo,
            JobState jobStatus,
            Instant createdTimestamp,
            Optional<Instant> completedTimestamp,
            int processedRecordsCount,
            int failedRecordsCount) {}

    private final ImportJobs jobs;

    GetImportJob(ImportJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        ImportJob job = jobs.find(caller.tenant(), request.jobId())
                // A guess.
                .orElseThrow(() ->
                        new SesException(SesError.NOT_FOUND, "Import job <" + request.jobId() + "> doesn't exist."));
        return new Response(
                job.id(),
                ImportDestination.of(job),
                new ImportDataSource(job.url(), job.format()),
                FailureInfo.of(jobs.failures(job), job.error()),
                job.state(),
                job.createdAt(),
                job.completedAt(),
                (int) job.processed(),
                (int) job.failed());
    }
}
