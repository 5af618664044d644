package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.posthorn.api.operator.AdminRefusal;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.settings.KeptReport;

@Help("Forgets reports: those that are named, or all.")
public final class ReportsDrop implements Command<ReportsDrop.Request, ReportsDrop.Answer> {
    public record Request(List<String> ids, Optional<Boolean> all) {}

    public record Answer(int dropped) {}

    private final KeptReports kept;

    @Inject
    public ReportsDrop(KeptReports kept) {
        this.kept = kept;
    }

    @Override
    public Answer perform(Request asked) {
        boolean all = asked.all().orElse(false);
        if (all != asked.ids().isEmpty()) {
            throw AdminRefusal.wrong("name reports, or all of them");
        }
        List<KeptReport> reports = all
                ? kept.list()
                : asked.ids().stream()
                        .distinct()
                        .map(id -> ReportAnswer.find(kept, id))
                        .toList();
        return new Answer(Math.toIntExact(
                reports.stream().filter(report -> kept.drop(report.number())).count()));
    }
}
