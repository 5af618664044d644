package org.posthorn.feedback;

/// What a notice in words tells, by who wrote it, its subject and its words.
enum NoticeKind {
    /// Recipients that it names have failed.
    FAILURE,
    /// So have those next to whose name it says so: its author may be a program that does other things as well.
    NEAR_THE_NAME,
    /// The message is late and still tried.
    DELAY,
    /// Nothing of that, or nobody's that can know.
    NONE;

    static NoticeKind of(Letter letter, Notice notice) {
        TopHeader header = letter.header();
        boolean somebody = header.hasAutomaticSubject() || header.isOfList() || letter.receipt();
        if (!letter.nullSender() || somebody || (header.isAnswer() && !isMailerDaemon(header))) {
            return NONE;
        }
        String subject = Phrases.fold(header.subject());
        String words = notice.folded();
        boolean daemon = isDaemon(header);
        boolean machine = daemon || Phrases.MACHINE.areIn(Phrases.fold(header.from()));
        boolean failed = Phrases.FAILURE_SUBJECT.areIn(subject);
        boolean late = Phrases.DELAY_SUBJECT.areIn(subject) || Phrases.DELAY.areIn(words);
        if (!machine || Phrases.ARRIVED.areIn(words)) {
            return NONE;
        }
        boolean code = Codes.hasCode(words);
        if (late && !(Phrases.GIVEN_UP.areIn(words) && !Phrases.DELAY_SUBJECT.areIn(subject))) {
            return daemon ? DELAY : NONE;
        }
        if (Phrases.HELD.areIn(words) && !code) {
            return NONE;
        }
        if (daemon) {
            return failed || code || Phrases.FAILURE.areIn(words) ? FAILURE : NONE;
        }
        return failed ? NEAR_THE_NAME : NONE;
    }

    /// Whether the author is a program that delivers mail. Some of them don't say who they are.
    static boolean isDaemon(TopHeader header) {
        String from = Phrases.fold(header.from()).strip();
        return from.isEmpty() || from.equals("<>") || Phrases.DAEMON.areIn(from);
    }

    private static boolean isMailerDaemon(TopHeader header) {
        return Phrases.fold(header.from()).contains("mailer-daemon");
    }
}
