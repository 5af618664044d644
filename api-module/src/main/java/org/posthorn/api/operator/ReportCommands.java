package org.posthorn.api.operator;

import static org.posthorn.api.operator.AdminRefusal.Kind.NOT_FOUND;
import static org.posthorn.api.operator.AdminRefusal.Kind.WRONG;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.event.KeptReports;
import org.posthorn.engine.mail.Content;
import org.posthorn.engine.settings.KeptReport;

/// The commands about reports that led nowhere.
public final class ReportCommands {
    private static final int NUMBER_DIGITS = 18;

    private final KeptReports kept;

    public ReportCommands(KeptReports kept) {
        this.kept = kept;
    }

    /// The commands by the last two words of their path.
    public Map<String, Command<?>> table() {
        return Map.of(
                "reports/list", new Command<>(Nothing.class, asked -> list()),
                "reports/show", new Command<>(One.class, this::show),
                "reports/drop", new Command<>(Several.class, this::drop));
    }

    /// @param sender `<>` for the null sender
    record ReportJson(
            String id,
            String since,
            String remoteIp,
            String sender,
            List<String> recipients,
            String subject,
            int sizeBytes,
            boolean toPostmaster,
            String why) {
        static ReportJson of(KeptReport report) {
            return new ReportJson(
                    Long.toString(report.number()),
                    report.since().toString(),
                    report.remoteIp(),
                    report.sender().isEmpty() ? "<>" : report.sender(),
                    report.recipients(),
                    report.subject(),
                    report.sizeBytes(),
                    report.toPostmaster(),
                    report.why());
        }
    }

    private List<ReportJson> list() {
        return kept.list().stream().map(ReportJson::of).toList();
    }

    record One(Optional<String> id) {}

    /// @param content the beginning of the mail, or all of it; Base64 in JSON
    record ShownJson(ReportJson report, byte[] content) {}

    private ShownJson show(One asked) {
        KeptReport report = find(AdminCommands.required("id", asked.id()));
        byte[] content = kept.content(report.number()).map(Content::bytes).orElse(new byte[0]);
        return new ShownJson(ReportJson.of(report), content);
    }

    record Several(List<String> ids, Optional<Boolean> all) {}

    record DroppedJson(int dropped) {}

    private DroppedJson drop(Several asked) {
        boolean all = asked.all().orElse(false);
        if (all != asked.ids().isEmpty()) {
            throw new AdminRefusal(WRONG, "name reports, or all of them");
        }
        List<KeptReport> reports = all
                ? kept.list()
                : asked.ids().stream().distinct().map(this::find).toList();
        return new DroppedJson(Math.toIntExact(
                reports.stream().filter(report -> kept.drop(report.number())).count()));
    }

    private KeptReport find(String id) {
        boolean isNumber =
                !id.isEmpty() && id.length() <= NUMBER_DIGITS && id.chars().allMatch(c -> c >= '0' && c <= '9');
        return Optional.of(id)
                .filter(digits -> isNumber)
                .flatMap(digits -> kept.find(Long.parseLong(digits)))
                .orElseThrow(() -> new AdminRefusal(NOT_FOUND, "no report is kept as " + id));
    }
}
