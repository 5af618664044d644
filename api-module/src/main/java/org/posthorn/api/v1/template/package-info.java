/// The operations of the SES API about one area: templates, and sending with them.
package org.posthorn.api.v1.template;
