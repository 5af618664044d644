package org.posthorn.api.operator.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.api.operator.Command;
import org.posthorn.api.operator.Help;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.settings.Unanswered;

@Help("Tries again what was set aside, up to 1,000 at a time; the oldest of all where none is named.")
public final class AsideRetry implements Command<AsideRetry.Request, List<AsideRetry.Retried>> {
    public record Request(List<String> ids) {}

    /// @param outcome `done`, or why it failed again
    public record Retried(String id, String outcome) {}

    /// Lets a follower try again what it set aside.
    public interface Retrying {
        /// @return for each, why it failed again; empty when it is done
        List<Optional<String>> retry(List<Unanswered> all);
    }

    private final SetAside aside;
    private final Map<String, Retrying> followers;

    /// @param followers those that run, by name
    public AsideRetry(SetAside aside, Map<String, Retrying> followers) {
        this.aside = aside;
        this.followers = Map.copyOf(followers);
    }

    @Override
    public List<Retried> perform(Request asked) {
        List<Unanswered> all = asked.ids().isEmpty()
                ? aside.list(Optional.empty()).stream().limit(Asides.MOST).toList()
                : Asides.find(aside, asked.ids());
        List<Retried> retried = new ArrayList<>();
        for (String follower : all.stream().map(Unanswered::follower).distinct().toList()) {
            List<Unanswered> its =
                    all.stream().filter(one -> one.follower().equals(follower)).toList();
            Retrying retrying = followers.getOrDefault(
                    follower,
                    none -> its.stream()
                            .map(one -> Optional.of("the follower does not run"))
                            .toList());
            List<Optional<String>> outcomes = retrying.retry(its);
            for (int i = 0; i < its.size(); i++) {
                retried.add(new Retried(
                        AsideAnswer.idOf(its.get(i)), outcomes.get(i).orElse("done")));
            }
        }
        return retried;
    }
}
