package org.posthorn.api.operator;

import static org.posthorn.api.operator.AdminRefusal.Kind.NOT_FOUND;
import static org.posthorn.api.operator.AdminRefusal.Kind.WRONG;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.settings.Unanswered;

/// The commands about what followers of the event log set aside.
public final class AsideCommands {
    private static final int MOST = 1_000;
    private static final int NUMBER_DIGITS = 18;

    private final SetAside aside;
    private final Map<String, Retrying> followers;

    /// Lets a follower try again what it set aside.
    public interface Retrying {
        /// @return for each, why it failed again; empty when it is done
        List<Optional<String>> retry(List<Unanswered> all);
    }

    /// @param followers those that run, by name
    public AsideCommands(SetAside aside, Map<String, Retrying> followers) {
        this.aside = aside;
        this.followers = Map.copyOf(followers);
    }

    /// The commands by the last two words of their path.
    public Map<String, Command<?>> table() {
        return Map.of(
                "aside/list", new Command<>(Page.class, this::list),
                "aside/show", new Command<>(One.class, this::show),
                "aside/retry", new Command<>(Several.class, this::retry),
                "aside/drop", new Command<>(Several.class, this::drop));
    }

    record Page(Optional<String> follower) {}

    /// @param destination empty when all that the event asks for failed
    record AsideJson(
            String id, String since, String event, String messageId, String destination, int tries, String reason) {
        static AsideJson of(Unanswered one) {
            return new AsideJson(
                    idOf(one),
                    one.since().toString(),
                    one.event(),
                    one.messageId().toString(),
                    one.what(),
                    one.tries(),
                    one.reason());
        }
    }

    private List<AsideJson> list(Page asked) {
        return aside.list(asked.follower()).stream()
                .limit(MOST)
                .map(AsideJson::of)
                .toList();
    }

    record One(Optional<String> id) {}

    private AsideJson show(One asked) {
        return AsideJson.of(find(AdminCommands.required("id", asked.id())));
    }

    record Several(List<String> ids) {}

    /// @param outcome `done`, or why it failed again
    record RetriedJson(String id, String outcome) {}

    private List<RetriedJson> retry(Several asked) {
        List<Unanswered> all = asked.ids().isEmpty()
                ? aside.list(Optional.empty()).stream().limit(MOST).toList()
                : found(asked.ids());
        List<RetriedJson> retried = new ArrayList<>();
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
                retried.add(new RetriedJson(idOf(its.get(i)), outcomes.get(i).orElse("done")));
            }
        }
        return retried;
    }

    record DroppedJson(int dropped) {}

    private DroppedJson drop(Several asked) {
        List<Unanswered> all = found(asked.ids());
        return new DroppedJson(Math.toIntExact(all.stream()
                .filter(one -> aside.drop(one.follower(), one.number()))
                .count()));
    }

    private List<Unanswered> found(List<String> ids) {
        if (ids.size() > MOST) {
            throw new AdminRefusal(WRONG, "no more than " + MOST + " at a time");
        }
        return ids.stream().distinct().map(this::find).toList();
    }

    private Unanswered find(String id) {
        int dash = id.lastIndexOf('-');
        String number = id.substring(dash + 1);
        boolean isNumber = dash > 0
                && !number.isEmpty()
                && number.length() <= NUMBER_DIGITS
                && number.chars().allMatch(c -> c >= '0' && c <= '9');
        return Optional.of(number)
                .filter(digits -> isNumber)
                .flatMap(digits -> aside.find(id.substring(0, dash), Long.parseLong(digits)))
                .orElseThrow(() -> new AdminRefusal(NOT_FOUND, "nothing is set aside as " + id));
    }

    private static String idOf(Unanswered one) {
        return one.follower() + "-" + one.number();
    }
}
