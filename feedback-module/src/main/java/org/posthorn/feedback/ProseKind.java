package org.posthorn.feedback;

/// What prose tells, by who wrote it, its subject and its words.
enum ProseKind {
    /// Recipients that it names have failed.
    FAILURE,
    /// So have those next to whose name it says so: its author may be a program that does other things as well.
    NEAR_THE_NAME,
    /// The message is late and still tried.
    DELAY,
    /// Nothing of that, or nobody's that can know.
    NONE;

    static ProseKind of(Letter letter, Prose prose) {
        TopHeader header = letter.header();
        boolean somebody = header.hasAutomaticSubject() || header.isOfList() || letter.receipt();
        if (!letter.nullSender() || somebody || (header.isAnswer() && !letter.report() && !isMailerDaemon(header))) {
            return NONE;
        }
        String subject = Phrases.fold(header.subject());
        String words = prose.folded();
        boolean daemon = isDaemon(letter);
        boolean failed = Phrases.FAILURE_SUBJECT.areIn(subject);
        if (!isProgram(letter)) {
            return NONE;
        }
        if (isLate(subject, words)) {
            return daemon ? DELAY : NONE;
        }
        boolean code = Codes.hasCode(words);
        boolean clear = code || (failed && daemon);
        if (!clear && (Phrases.HELD.areIn(words) || Phrases.ARRIVED.areIn(words))) {
            return NONE;
        }
        if (daemon) {
            return clear || Phrases.FAILURE.areIn(words) ? FAILURE : NONE;
        }
        return NEAR_THE_NAME;
    }

    private static boolean isLate(String subject, String words) {
        return Phrases.DELAY_SUBJECT.areIn(subject) || (Phrases.DELAY.areIn(words) && !Phrases.GIVEN_UP.areIn(words));
    }

    /// Whether the author is a program that delivers mail. Some of them don't say who they are.
    static boolean isDaemon(Letter letter) {
        String from = author(letter.header());
        return letter.report() || from.isEmpty() || from.equals("<>") || Phrases.DAEMON.areIn(from);
    }

    /// Whether a program has written it that delivers mail, or one that tells so in the subject.
    static boolean isProgram(Letter letter) {
        return isDaemon(letter)
                || (isMachine(letter.header())
                        && Phrases.FAILURE_SUBJECT.areIn(
                                Phrases.fold(letter.header().subject())));
    }

    private static boolean isMachine(TopHeader header) {
        return header.isAutomatic() || Phrases.MACHINE.areIn(author(header));
    }

    /// The names in the author field, folded and without domains: people have boxes at `mail.example.com`.
    private static String author(TopHeader header) {
        String from = Phrases.fold(header.from()).strip();
        StringBuilder names = new StringBuilder(from.length());
        boolean inDomain = false;
        for (int i = 0; i < from.length(); i++) {
            char c = from.charAt(i);
            inDomain = inDomain && " >)\",".indexOf(c) < 0;
            if (!inDomain) {
                names.append(c);
            }
            inDomain |= c == '@';
        }
        return names.toString();
    }

    private static boolean isMailerDaemon(TopHeader header) {
        return author(header).contains("mailer-daemon");
    }
}
