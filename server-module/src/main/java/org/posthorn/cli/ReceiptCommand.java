package org.posthorn.cli;

import picocli.CommandLine.Command;

/// `posthorn receipt`.
@Command(
        name = "receipt",
        description = "Mail that comes in for accounts: what becomes of it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        usageHelpAutoWidth = true)
final class ReceiptCommand {}
