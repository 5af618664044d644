/// What strangers open by a link in a mail or in a notice: unsubscribing, verifying, following, confirming.
package org.posthorn.api.pages;
