package org.posthorn.api.v2.job;

import java.util.Optional;
import org.posthorn.engine.settings.ImportAction;
import org.posthorn.engine.settings.ImportJob;

/// What an import changes: one of the two.
record ImportDestination(
        Optional<SuppressionListDestination> suppressionListDestination,
        Optional<ContactListDestination> contactListDestination) {
    record SuppressionListDestination(ImportAction suppressionListImportAction) {}

    record ContactListDestination(String contactListName, ImportAction contactListImportAction) {}

    static ImportDestination of(ImportJob job) {
        return new ImportDestination(
                job.list().isPresent() ? Optional.empty() : Optional.of(new SuppressionListDestination(job.action())),
                job.list().map(list -> new ContactListDestination(list, job.action())));
    }
}
