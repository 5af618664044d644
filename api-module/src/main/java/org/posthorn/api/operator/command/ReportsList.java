package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.event.KeptReports;

@Help("Lists the reports that are kept since they lead to no message, the oldest first.")
public final class ReportsList implements Command<ReportsList.Request, List<ReportAnswer>> {
    public record Request() {}

    private final KeptReports kept;

    @Inject
    public ReportsList(KeptReports kept) {
        this.kept = kept;
    }

    @Override
    public List<ReportAnswer> perform(Request asked) {
        return kept.list().stream().map(ReportAnswer::of).toList();
    }
}
