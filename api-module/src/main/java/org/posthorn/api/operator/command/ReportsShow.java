package org.posthorn.api.operator.command;

import jakarta.inject.Inject;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.settings.KeptReport;

@Help("Tells a report that is kept, with its bytes in Base64, the first 128 KiB.")
public final class ReportsShow implements Command<ReportsShow.Request, ReportsShow.Answer> {
    public record Request(String id) {}

    /// @param content the beginning of the mail, or all of it
    @SuppressWarnings("ArrayRecordComponent") // written at once, and never compared
    public record Answer(ReportAnswer report, byte[] content) {}

    private final KeptReports kept;

    @Inject
    public ReportsShow(KeptReports kept) {
        this.kept = kept;
    }

    @Override
    public Answer perform(Request asked) {
        KeptReport report = ReportAnswer.find(kept, asked.id());
        byte[] content = kept.content(report.number()).map(Content::bytes).orElse(new byte[0]);
        return new Answer(ReportAnswer.of(report), content);
    }
}
