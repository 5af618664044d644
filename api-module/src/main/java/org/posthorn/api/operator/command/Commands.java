package org.posthorn.api.operator.command;

import java.util.List;
import org.posthorn.api.operator.Command;

/// Every command of the admin endpoint. A new one is a file in this package, and a line here.
public final class Commands {
    public static final List<Class<? extends Command<?, ?>>> ALL = List.of(
            AccountCreate.class,
            AccountList.class,
            AccountUpdate.class,
            AccountReputation.class,
            AccountParts.class,
            KeyCreate.class,
            KeyList.class,
            KeyDelete.class,
            KeyStrangeActions.class,
            IdentityVerify.class,
            IdentityList.class,
            IdentityDns.class,
            IdentityRotateDkim.class,
            QueueList.class,
            QueueShow.class,
            QueueRetry.class,
            QueueDrop.class,
            QueueCountPage.class,
            QueueRetryPage.class,
            QueueDropPage.class,
            DestinationList.class,
            DestinationPause.class,
            DestinationResume.class,
            EventsTypes.class,
            EventsList.class,
            AsideList.class,
            AsideShow.class,
            AsideRetry.class,
            AsideDrop.class,
            ReportsList.class,
            ReportsShow.class,
            ReportsDrop.class,
            SuppressionAdd.class,
            SuppressionRemove.class,
            SuppressionList.class,
            SuppressionReview.class,
            ContactsPut.class,
            ContactsLists.class,
            ContactsDelete.class,
            ContactsShow.class,
            ContactsSet.class,
            ContactsForget.class,
            TopicCreate.class,
            TopicAllow.class,
            TopicDisallow.class,
            TopicList.class,
            TopicDelete.class,
            TopicSubscribe.class,
            TopicUnsubscribe.class,
            TopicDead.class,
            TopicRetry.class,
            StoreSnapshot.class,
            ServerHealth.class);

    private Commands() {}
}
