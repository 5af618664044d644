package org.posthorn.api.v2.job;

import java.util.Optional;
import org.posthorn.api.call.Action;
import org.posthorn.api.v2.Route;
import org.posthorn.engine.SesError;
import org.posthorn.engine.SesException;
import org.posthorn.engine.identity.Caller;
import org.posthorn.engine.job.FileUrl;
import org.posthorn.engine.job.ImportJobs;
import org.posthorn.engine.settings.ImportAction;

/// Makes a job that puts the records of a file on the suppression list or a contact list, or takes them off.
///
/// Differs from SES: the URL may be `file:///PATH`, too, and who may read what is for the operator to say.
///
/// SES: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_CreateImportJob.html
@Route(method = "POST", path = "/import-jobs")
final class CreateImportJob implements Action<CreateImportJob.Request, CreateImportJob.Response> {
    record Request(ImportDestination importDestination, ImportDataSource importDataSource) {}

    record Response(String jobId) {}

    private final ImportJobs jobs;

    CreateImportJob(ImportJobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Response perform(Request request, Caller caller) {
        ImportDataSource source = request.importDataSource();
        if (!FileUrl.is(source.s3Url())) {
            throw new SesException(
                    SesError.VALIDATION_ERROR,
                    "1 validation error detected: Value at 'importDataSource.s3Url' failed to satisfy constraint: Member"
                            + " must satisfy regular expression pattern: ^s3://([^/]+)/(.*?([^/]+)/?)$");
        }
        ImportDestination to = request.importDestination();
        if (to.suppressionListDestination().isPresent()
                == to.contactListDestination().isPresent()) {
            // A guess.
            throw new SesException(SesError.INVALID_PARAMETER_VALUE, "One import destination must be provided");
        }
        Optional<String> list =
                to.contactListDestination().map(ImportDestination.ContactListDestination::contactListName);
        ImportAction action = to.contactListDestination()
                .map(ImportDestination.ContactListDestination::contactListImportAction)
                .or(() -> to.suppressionListDestination()
                        .map(ImportDestination.SuppressionListDestination::suppressionListImportAction))
                .orElseThrow();
        return new Response(jobs.create(caller.tenant(), list, action, source.s3Url(), source.dataFormat()));
    }
}
