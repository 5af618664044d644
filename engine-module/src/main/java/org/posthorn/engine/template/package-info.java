/// Templates of messages, in the dialect of Handlebars that SES has.
package org.posthorn.engine.template;
