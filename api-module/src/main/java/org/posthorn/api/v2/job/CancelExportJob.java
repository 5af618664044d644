package org.posthorn.api.v2.job;

import org.posthorn.api.call.Action;
import org.posthorn.api.call.NoResult;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.job.ExportJobs;
import org.posthorn.engine.record.InPath;

/// Ends an export job before it is done.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CancelExportJob.html
@Route(method = "PUT", path = "/export-jobs/{JobId}/cancel")
final class CancelExportJob implements Action<CancelExportJob.Request, NoResult> {
    record Request(@InPath String jobId) {}

    private final ExportJobs jobs;

    CancelExportJob(ExportJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public NoResult perform(Request request, Caller caller) {
        jobs.cancel(caller.tenant(), request.jobId());
        return NoResult.NO_RESULT;
    }
}
