package org.posthorn.server;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import java.util.stream.Collectors;
import org.posthorn.api.operator.command.AsideRetry;
import org.posthorn.api.operator.command.KeyCreate;
import org.posthorn.api.operator.command.ServerHealth;
import org.posthorn.api.operator.command.StoreSnapshot;
import org.posthorn.api.operator.command.TopicSubscribe;
import org.posthorn.api.wiring.OperatorModule;
import org.posthorn.engine.event.SetAside;
import org.posthorn.engine.identity.Accounts;
import org.posthorn.engine.topic.Topics;
import org.posthorn.feedback.FeedbackConfig;
import org.posthorn.feedback.FeedbackParts;
import org.posthorn.feedback.follow.EventFollower;
import org.posthorn.smtp.server.SmtpCredentials;
import org.posthorn.store.RocksStore;

/// Binds the commands of operators, and those of them that need what only the program knows.
final class CommandsModule extends AbstractModule {
    @Override
    protected void configure() {
        install(new OperatorModule());
    }

    @Provides
    KeyCreate keyCreate(Accounts accounts) {
        return new KeyCreate(accounts, SmtpCredentials::password);
    }

    @Provides
    TopicSubscribe topicSubscribe(Topics topics, FeedbackConfig config) {
        return new TopicSubscribe(topics, config.services().protocols());
    }

    @Provides
    AsideRetry asideRetry(SetAside aside, FeedbackParts feedback) {
        return new AsideRetry(
                aside,
                feedback.followers().stream()
                        .collect(Collectors.toMap(EventFollower::name, follower -> follower::retry)));
    }

    @Provides
    StoreSnapshot storeSnapshot(RunFiles files, RocksStore store) {
        return new StoreSnapshot(new StoreSnapshots(files, store)::make);
    }

    @Provides
    ServerHealth serverHealth(Condition condition) {
        return new ServerHealth(condition::health);
    }
}
