package org.posthorn.api.v2.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.call.Paging;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.job.ExportJobs;
import org.posthorn.engine.settings.ExportJob;
import org.posthorn.engine.settings.JobState;

/// Lists export jobs in pages, the newest first.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_ListExportJobs.html
@Route(method = "POST", path = "/list-export-jobs")
final class ListExportJobs implements Action<ListExportJobs.Request, ListExportJobs.Response> {
    private static final String BAD_TOKEN = "Failed to deserialize token. ";

    record Request(
            Optional<String> nextToken,
            Optional<Integer> pageSize,
            Optional<ExportSourceType> exportSourceType,
            Optional<JobState> jobStatus) {
        boolean wants(ExportJob job) {
            ExportSourceType type = ExportSourceType.of(job.query());
            return exportSourceType.orElse(type) == type && jobStatus.orElse(job.state()) == job.state();
        }
    }

    record ExportJobSummary(
            String jobId,
            ExportSourceType exportSourceType,
            JobState jobStatus,
            Instant createdTimestamp,
            Optional<Instant> completedTimestamp) {
        static ExportJobSummary of(ExportJob job) {
            return new ExportJobSummary(
                    job.id(), ExportSourceType.of(job.query()), job.state(), job.createdAt(), job.completedAt());
        }
    }

    record Response(List<ExportJobSummary> exportJobs, Optional<String> nextToken) {}

    /// The usual size is a guess.
    private static final Paging PAGING =
            new Paging("export-job", 100, 100, size -> "PageSize must be between 1 and 100", token -> BAD_TOKEN);

    private final ExportJobs jobs;

    ListExportJobs(ExportJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        // Here, not even an empty one is none.
        if (request.nextToken().filter(String::isEmpty).isPresent()) {
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, BAD_TOKEN);
        }
        Paging.Page<ExportJobSummary> page = PAGING.scan(
                        caller.tenant(),
                        request.pageSize(),
                        request.nextToken(),
                        (after, max) -> jobs.list(caller.tenant(), after, max),
                        ExportJob::id,
                        request::wants)
                .map(ExportJobSummary::of);
        return new Response(page.items(), page.nextToken());
    }
}
