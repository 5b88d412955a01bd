using System.Net;

namespace Compliance.Gateway.Admin;

/// <summary>What the admin port answers with.</summary>
internal sealed record AdminPage(HttpStatusCode Status, string ContentType, string Text);
