package org.posthorn.cli;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.posthorn.config.ConfigException;
import org.posthorn.config.Configuration;
import org.posthorn.config.PosthornConfig;
import org.posthorn.doctor.DataChecks;
import org.posthorn.doctor.DefaultSetChecks;
import org.posthorn.doctor.DnsChecks;
import org.posthorn.doctor.ListenerChecks;
import org.posthorn.doctor.MachineChecks;
import org.posthorn.doctor.RelayChecks;
import org.posthorn.doctor.ScannerChecks;
import org.posthorn.doctor.SendingHostChecks;
import org.posthorn.doctor.SourceChecks;
import org.posthorn.server.AdminClient;
import org.posthorn.server.Cautions;
import org.posthorn.server.CertificateWatch;
import org.posthorn.server.Finding;
import org.posthorn.server.Links;
import org.posthorn.server.RunFiles;
import org.posthorn.server.ServerModule;
import org.posthorn.smtp.dns.HostResolver;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/// `posthorn doctor`.
@Command(
        name = "doctor",
        description = "Checks configuration, data, machine, listeners, relay and DNS records, and says how to mend what"
                + " is wrong. A server may run. Changes nothing; ends with 1 when something is bad.",
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = true)
final class DoctorCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private ConfigOptions options = new ConfigOptions();

    @Option(names = "--json", description = "Prints JSON instead of lines.")
    private boolean json;

    @Mixin
    private SendingHostChecks.Options direct = new SendingHostChecks.Options();

    DoctorCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        List<Finding> findings = examine();
        if (json) {
            shell.out()
                    .println(JsonMapper.shared()
                            .writeValueAsString(
                                    findings.stream().map(Finding::row).toList()));
        } else {
            findings.forEach(this::print);
        }
        return findings.stream().anyMatch(finding -> finding.state() == Finding.State.BAD) ? 1 : 0;
    }

    private List<Finding> examine() {
        Configuration configuration;
        try {
            configuration = options.read(shell);
        } catch (ConfigException e) {
            return List.of(Finding.bad(
                    "configuration",
                    String.valueOf(e.getMessage()),
                    "correct it and run this again; `posthorn config` shows what is in effect"));
        }
        PosthornConfig config = configuration.config();
        List<Finding> findings = new ArrayList<>();
        config.obstacles().forEach(obstacle -> findings.add(Finding.bad("configuration", obstacle, "")));
        if (findings.isEmpty()) {
            findings.add(Finding.ok("configuration", "a server can start with it"));
        }
        findings.addAll(Cautions.of(configuration, shell.home()));
        findings.addAll(CertificateWatch.findings(config, InstantSource.system()));
        RunFiles files = new RunFiles(config.data().dir());
        boolean running = new AdminClient(files).isRunning();
        findings.addAll(new DataChecks(config, files, running).findings());
        findings.addAll(MachineChecks.findings(config));
        findings.addAll(new ListenerChecks(config, files, running).findings());
        findings.addAll(SourceChecks.findings(config));
        findings.add(new Links(config).finding());
        HostResolver resolver = new HostResolver(DnsChecks.client(config), InstantSource.system());
        findings.addAll(RelayChecks.findings(config, ServerModule.hostNames(config, resolver)));
        if (running) {
            findings.addAll(RelayChecks.refusals(new AdminClient(files)));
        }
        findings.addAll(ScannerChecks.findings(config));
        findings.addAll(DnsChecks.findings(config, files));
        findings.addAll(DefaultSetChecks.findings(files));
        findings.addAll(SendingHostChecks.findings(config, direct, files, resolver));
        return findings;
    }

    private void print(Finding finding) {
        Finding shown = new Finding(
                finding.check(), finding.state(), printable(finding.what()), printable(finding.howToMend()));
        shell.out().printf("%-5s%s: %s%n", shown.row().get("state"), shown.check(), shown.what());
        if (!shown.howToMend().isEmpty()) {
            shell.out().println("     -> " + shown.howToMend());
        }
    }

    /// What hosts and name servers said must not steer the operator's terminal.
    private static String printable(String text) {
        return text.replace("\n", "; ").replaceAll("\\p{Cntrl}", "?");
    }
}
