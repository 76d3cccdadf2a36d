//! What the rules for effects on the wire mean, with an example each and what to do.

use crate::findings::Explanation;

pub(super) const OPERATION_REMOVED: Explanation = Explanation {
    meaning: "The specs no longer have this operation. A deployed client still calls it and gets an error, commonly 404.",
    example: "DELETE /users/{userId}    # was in the specs, is no longer",
    action: "Ask the vendor whether the operation is gone or only undocumented. If it still works, keep the fragment. \
             If it is gone, acknowledge the change and name the replacement in the reason.",
};

pub(super) const REQUIRED_PARAMETER_ADDED: Explanation = Explanation {
    meaning: "The server requires a parameter that deployed clients do not send, so their calls are refused.",
    example: "parameters:\n- { name: teamId, in: query, required: true, schema: { type: integer } }    # new",
    action: "Check with the vendor that the parameter really is required. If it is optional, correct `required` in an \
             overlay. Otherwise release a new version before the server enforces it, and acknowledge the change.",
};

pub(super) const PARAMETER_MADE_REQUIRED: Explanation = Explanation {
    meaning: "A parameter that could be omitted is required now. Deployed clients that omit it are refused.",
    example: "- { name: limit, in: query, required: true }    # `required` was false",
    action: "Check with the vendor when this is enforced. If the document is wrong, correct it in an overlay. Otherwise \
             acknowledge the change.",
};

pub(super) const PARAMETER_TYPE_CHANGED: Explanation = Explanation {
    meaning: "The server expects another type of value than deployed clients send. It is a hazard, and not a break, if \
              only the width of a number, or how alternatives are distinguished, has changed.",
    example: "- { name: since, in: query, schema: { type: integer } }    # was `type: string`",
    action: "Check with the vendor whether the old values are still accepted, and say so in the acknowledgement. If the \
             document is wrong, correct it in an overlay.",
};

pub(super) const PARAMETER_REMOVED: Explanation = Explanation {
    meaning: "The specs no longer have this parameter. The server may ignore what deployed clients send for it, such as a \
              filter, or refuse the call.",
    example: "- { name: filter, in: query }    # was in the specs, is no longer",
    action: "Try a call with the parameter. Acknowledge the change with what the server does.",
};

pub(super) const PARAMETER_WRITTEN_DIFFERENTLY: Explanation = Explanation {
    meaning: "The parameter moved, for example from the query to a header, or its values are written in another style. The \
              server does not find the value where deployed clients put it.",
    example: "- { name: ids, in: query, explode: false }    # was `?ids=1&ids=2`, is `?ids=1,2`",
    action: "Try a call in both ways. If the server takes the old one too, say so in the acknowledgement. If only the \
             document has changed and it is wrong, correct it in an overlay.",
};

pub(super) const PARAMETER_VALUES_NARROWED: Explanation = Explanation {
    meaning: "The server no longer accepts some values of this parameter. Deployed clients that send one are refused.",
    example: "schema: { type: string, enum: [name, age] }    # `created` was removed",
    action: "Check that the value really is refused. Acknowledge the change, and name the value to use instead.",
};

pub(super) const BODY_MADE_REQUIRED: Explanation = Explanation {
    meaning: "The server requires a request body. Deployed clients that send none are refused.",
    example: "requestBody:\n  required: true    # new, or was false",
    action: "Check with the vendor that a call without a body is refused. If it is not, correct `required` in an overlay. \
             Otherwise acknowledge the change.",
};

pub(super) const FIELD_MADE_REQUIRED: Explanation = Explanation {
    meaning: "The server requires a field of the request body that deployed clients may omit, so their calls are refused.",
    example: "required: [email, name]    # `name` is new here",
    action: "Check with the vendor that the field really is required. If it is not, remove it from `required` in an \
             overlay. Otherwise acknowledge the change.",
};

pub(super) const BODY_TYPE_CHANGED: Explanation = Explanation {
    meaning: "The server expects another type of value in the request body, or accepts fewer values, than deployed clients \
              send. It is a hazard, and not a break, if only the width of a number, or how alternatives are distinguished, has \
              changed, or a file has become text.",
    example: "age: { type: string }    # was `type: integer`",
    action: "Check with the vendor whether the old values are still accepted, and say so in the acknowledgement. If the \
             document is wrong, correct it in an overlay.",
};

pub(super) const BODY_FIELD_REMOVED: Explanation = Explanation {
    meaning: "The specs no longer have this field of the request body, or the body itself, or the field is only in \
              responses now. The server may ignore what deployed clients send, or refuse the call.",
    example: "properties:\n  nickname: { type: string }    # was in the specs, is no longer",
    action: "Try a call with the field. Acknowledge the change with what the server does.",
};

pub(super) const BODY_MEDIA_TYPE_CHANGED: Explanation = Explanation {
    meaning: "The request body has another media type, or a part of a form is written in another way. The server may refuse \
              what deployed clients send, commonly with 415.",
    example: "content:\n  application/x-www-form-urlencoded: …    # was `application/json`",
    action: "Try a call with the old media type. If it still works, say so in the acknowledgement.",
};

pub(super) const RESPONSE_TYPE_CHANGED: Explanation = Explanation {
    meaning: "The server returns another type of value than deployed clients expect, so they fail to read the response. A \
              new alternative of a union is only a hazard: deployed clients keep it as unknown. So is a wider integer: only values \
              beyond the old width fail.",
    example: "id: { type: string }    # was `type: integer`",
    action: "Call the server and compare with what it returns. If the document is wrong, correct it in an overlay. \
             Otherwise release a new version, and acknowledge the change.",
};

pub(super) const RESPONSE_FIELD_REMOVED: Explanation = Explanation {
    meaning: "The specs no longer have this field in the response, or the field is only in requests now. Deployed clients \
              see it as absent.",
    example: "properties:\n  email: { type: string }    # was in the specs, is no longer",
    action: "Call the server and check whether the field is still there. If it is, keep it with an overlay. Otherwise \
             acknowledge the change, and name what replaces it.",
};

pub(super) const RESPONSE_FIELD_MADE_OPTIONAL: Explanation = Explanation {
    meaning: "The server may return `null` for this field, or omit it, and deployed clients expect a value. They fail to \
              read such a response. A field that they already read as optional is then `None`, which is a hazard because it is new.",
    example: "email: { type: string, nullable: true }    # `nullable` is new",
    action: "Ask the vendor when the value is missing. Release a new version soon, and acknowledge the change.",
};

pub(super) const RESPONSE_VALUE_ADDED: Explanation = Explanation {
    meaning: "The server may return a value that deployed clients do not know. This client keeps it in the variant \
              `Unrecognized`, so reading does not fail; code that matches on the values may do nothing for it.",
    example: "status: { type: string, enum: [active, invited, locked] }    # `locked` is new",
    action: "Acknowledge the change with what a caller should do with the new value.",
};

pub(super) const SUCCESS_STATUS_REMOVED: Explanation = Explanation {
    meaning: "The specs no longer have this success status, or have another one instead. This client accepts every 2xx, or every redirect if only redirects are documented, but \
              code that compares the status breaks.",
    example: "responses:\n  '201': …    # was '200'",
    action: "Acknowledge the change if nobody compares the status. Otherwise mention it in the changelog.",
};

pub(super) const RESPONSE_MEDIA_TYPE_CHANGED: Explanation = Explanation {
    meaning: "The response has another media type. Deployed clients may fail to read it, or ask for the old one and get \
              a 406.",
    example: "content:\n  text/csv: …    # was `application/json`",
    action: "Call the server with the old `Accept` header. If it still returns the old media type, say so in the \
             acknowledgement.",
};

pub(super) const SECURITY_SCHEME_CHANGED: Explanation = Explanation {
    meaning: "The credential is sent in another way: another header, another prefix, the query instead of a header. \
              Deployed clients are refused. If the scheme was removed, its credential may no longer be accepted.",
    example: "apiKey: { type: apiKey, in: header, name: X-Api-Key }    # was `name: Authorization`",
    action: "Try both ways. If the server takes the old one too, say so in the acknowledgement.",
};

pub(super) const SECURITY_CHANGED: Explanation = Explanation {
    meaning: "An operation requires other credentials (breaks), other scopes (hazard: a token without them gets a 403), \
              or fewer of them (compatible). The same ones in another order have no effect.",
    example: "security:\n- oauth: [users.write]    # was `users.read`",
    action: "Check with the vendor whether existing tokens have the new scopes. Acknowledge the change with how callers \
             get the credential.",
};

pub(super) const BASE_PATH_CHANGED: Explanation = Explanation {
    meaning: "The path below which all operations are found has changed, or one operation has a server of its own now. \
              Deployed clients call the old URL.",
    example: "servers:\n- url: https://api.example.com/v2    # was `/v1`",
    action: "Check how long the old URL works, and say so in the acknowledgement. A new base path is often a new API: \
             compare the responses too.",
};

pub(super) const SERVER_REMOVED: Explanation = Explanation {
    meaning: "The specs no longer have this server. Deployed clients that use it may not reach it.",
    example: "servers:\n- url: https://eu.example.com    # was in the specs, is no longer",
    action: "Check whether the server still responds. Acknowledge the change, and name the server to use instead.",
};

pub(super) const DEFAULT_SERVER_CHANGED: Explanation = Explanation {
    meaning: "Another server is the first one. A client that names no server uses the first one, so it talks to another \
              host after an update.",
    example: "servers:\n- url: https://eu.example.com     # was second\n- url: https://api.example.com    # was first",
    action: "If the order has no meaning, restore it with an overlay. Otherwise acknowledge the change, and tell callers to \
             name the server.",
};

pub(super) const DEFAULT_CHANGED: Explanation = Explanation {
    meaning: "The server uses another value if the caller omits this one, so the same call does something else.",
    example: "limit: { type: integer, default: 50 }    # was 20",
    action: "Acknowledge the change. Callers who rely on the old value have to send it.",
};

pub(super) const CONSTRAINT_CHANGED: Explanation = Explanation {
    meaning: "The server may refuse a value that it accepted, or return one that it never returned: a bound, a length, a \
              pattern, a format that the client does not know, or which properties are required together has changed. The client \
              checks no constraints.",
    example: "limit: { type: integer, maximum: 50 }    # was 100",
    action: "Acknowledge the change, and mention the new limit if callers are likely to exceed it.",
};

pub(super) const PAGING_CHANGED: Explanation = Explanation {
    meaning: "`x-pagination` changed. A deployed client that reads page after page may miss items, or not end, if the \
              server pages in another way. New paging is compatible.",
    example: "x-pagination: { items: users, cursor: after, next: paging.next }    # was `offset: skip`",
    action: "Call the server in the old way. If it still works, say so in the acknowledgement.",
};

pub(super) const DEPRECATED: Explanation = Explanation {
    meaning: "The vendor marks this as deprecated. It still works. The client marks methods and parameters \
              `#[deprecated]`; for anything else, the docs say so.",
    example: "deprecated: true    # new",
    action: "Nothing now. Look for the replacement in the vendor's documentation, and mention it in the changelog.",
};

pub(super) const COMPATIBLE: Explanation = Explanation {
    meaning: "Something was added, or became more permissive, in a way that deployed clients do not notice.",
    example: "parameters:\n- { name: limit, in: query, schema: { type: integer } }    # new and optional",
    action: "Nothing for deployed clients. The source effect says whether dependent crates have to change.",
};

pub(super) const IDEMPOTENCE_CHANGED: Explanation = Explanation {
    meaning: "`x-idempotent` changed. If an operation is no longer idempotent, deployed clients still retry it after a \
              failure, and may do twice what should be done once. For GET and other safe methods it has no effect.",
    example: "x-idempotent: true    # was removed from a POST",
    action: "If the mark was removed because the operation is not safe to repeat, release a new version soon and \
             acknowledge the change.",
};

pub(super) const SESSION_CHANGED: Explanation = Explanation {
    meaning: "`x-session-cookie` changed. If the server needs the cookie of a session, clients that keep no cookies may be \
              refused.",
    example: "x-session-cookie: true    # new",
    action: "Acknowledge the change, and tell callers how to keep the session.",
};

pub(super) const RATE_LIMIT_CHANGED: Explanation = Explanation {
    meaning: "`x-rate-limit` changed. If a request counts as more requests than before, deployed clients that keep to a rate \
              limit send too many, and the server refuses some of them. If it counts as fewer, they only wait longer than \
              they have to.",
    example: "x-rate-limit: { cost: 5 }    # was 1",
    action: "Acknowledge the change, and release a new version soon if callers come close to the limit.",
};

pub(super) const WEBHOOK_SIGNATURE_CHANGED: Explanation = Explanation {
    meaning: "`x-webhook-signature` changed. If the server signs webhooks in another way, deployed clients refuse them. A new \
              scheme changes nothing for clients that do not check it.",
    example: "x-webhook-signature: standard-webhooks    # was `{header: X-Signature}`",
    action: "Release a new version before the server changes, and acknowledge the change.",
};

pub(super) const WEBHOOK_REMOVED: Explanation = Explanation {
    meaning: "The specs no longer have this webhook. Deployed clients that wait for it may never receive it.",
    example: "webhooks:\n  order.paid: …    # was in the specs, is no longer",
    action: "Ask the vendor whether the server still sends it. If it does, keep the webhook. If it does not, acknowledge the \
             change, and name what replaces it in the reason.",
};
