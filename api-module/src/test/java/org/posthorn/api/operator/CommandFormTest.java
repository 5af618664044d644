package org.posthorn.api.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.posthorn.api.operator.command.Commands;
import org.posthorn.api.operator.command.IdentityVerify;
import org.posthorn.api.operator.command.QueueCountPage;
import org.posthorn.engine.record.RecordSchema;
import org.posthorn.engine.record.Shape;

class CommandFormTest {
    @Test
    void aCommandIsFoundAtItsClassNameTheAreaFirst() {
        assertThat(CommandForm.of(IdentityVerify.class).path()).isEqualTo("identity/verify");
        assertThat(CommandForm.of(QueueCountPage.class).path()).isEqualTo("queue/count-page");
        assertThat(CommandForm.pathOf(new IdentityVerify.Request("a", "1", java.util.Optional.empty())))
                .isEqualTo("identity/verify");
    }

    @Test
    void everyCommandHasAPathOfItsOwnARequestThatItEnclosesAndALineOfHelp() {
        List<String> paths = new ArrayList<>();
        for (Class<?> command : Commands.ALL) {
            CommandForm form = CommandForm.of(command);
            paths.add(form.path());
            assertThat(form.path()).matches("[a-z]+/[a-z]+(-[a-z]+)*");
            assertThat(form.request().type().getDeclaringClass()).isEqualTo(command);
            assertThat(form.request().type().getSimpleName()).isEqualTo("Request");
            assertThat(form.help()).as(form.path()).endsWith(".").doesNotContain("\n", "|");
            for (RecordSchema.Component member : form.request().components()) {
                assertThat(member.shape()).as(form.path()).isNotInstanceOf(Shape.Choice.class);
            }
        }
        assertThat(paths).doesNotHaveDuplicates().hasSizeGreaterThan(50);
    }

    @Test
    void whatIsNoCommandHasNoForm() {
        assertThatIllegalArgumentException().isThrownBy(() -> CommandForm.of(String.class));
        assertThatIllegalArgumentException().isThrownBy(() -> CommandForm.of(WithoutHelp.class));
    }

    static final class WithoutHelp implements Command<WithoutHelp.Request, WithoutHelp.Request> {
        record Request() {}

        @Override
        public Request perform(Request asked) {
            return asked;
        }
    }
}
