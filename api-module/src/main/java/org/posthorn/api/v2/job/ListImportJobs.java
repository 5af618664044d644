package org.posthorn.api.v2.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.job.ImportJobs;
import org.posthorn.engine.settings.ImportJob;
import org.posthorn.engine.settings.JobState;

/// Lists import jobs in pages, the newest first. Older SDKs call it by `GET`.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListImportJobs.html
@Route(method = "POST", path = "/import-jobs/list")
@Route(method = "GET", path = "/import-jobs")
final class ListImportJobs implements Action<ListImportJobs.Request, ListImportJobs.Response> {
    /// What an import changes.
    enum ImportDestinationType {
        SUPPRESSION_LIST,
        CONTACT_LIST
    }

    record Request(
            Optional<ImportDestinationType> importDestinationType,
            Optional<String> nextToken,
            Optional<Integer> pageSize) {
        boolean wants(ImportJob job) {
            ImportDestinationType type = job.list().isPresent()
                    ? ImportDestinationType.CONTACT_LIST
                    : ImportDestinationType.SUPPRESSION_LIST;
            return importDestinationType.orElse(type) == type;
        }
    }

    record ImportJobSummary(
            String jobId,
            ImportDestination importDestination,
            JobState jobStatus,
            Instant createdTimestamp,
            int processedRecordsCount,
            int failedRecordsCount) {
        static ImportJobSummary of(ImportJob job) {
            return new ImportJobSummary(
                    job.id(), ImportDestination.of(job), job.state(), job.createdAt(), (int) job.processed(), (int)
                            job.failed());
        }
    }

    record Response(List<ImportJobSummary> importJobs, Optional<String> nextToken) {}

    /// Sizes and texts are a guess.
    private static final Paging PAGING = new Paging(
            "import-job",
            100,
            1000,
            size -> "Value " + size + " for parameter PageSize is invalid. PageSize must be between 1 and 1000.",
            token -> "Invalid NextToken <" + token + ">.");

    private final ImportJobs jobs;

    ListImportJobs(ImportJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        Paging.Page<ImportJobSummary> page = PAGING.scan(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> jobs.list(caller.tenant(), after, max),
                        ImportJob::id,
                        request::wants)
                .map(ImportJobSummary::of);
        return new Response(page.items(), page.nextToken());
    }
}
