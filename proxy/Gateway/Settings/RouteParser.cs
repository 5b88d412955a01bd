using Compliance.Rules;
using Compliance.Rules.Documents;

namespace Compliance.Gateway.Settings;

/// <summary>Reads <c>routes</c>: a name, and below it cluster, listen, advertise, clients, login, accounts, purpose, policies, approvals, breakGlass.</summary>
internal static class RouteParser
{
    /// <summary>Ways in, of which a route has one; certificates go with each.</summary>
    private static readonly string[] Ways = ["anonymous", "sasl", "passThrough"];

    /// <summary>Null, and problems, where a part is missing or malformed. <paramref name="named"/> takes the cluster that it names.</summary>
    public static RouteSettings? Parse(YamlEntry entry, List<Text> named, ProblemList problems)
    {
        if (MapReader.Open(entry.Value, SettingsVocabulary.Route, problems) is not { } map)
            return null;
        var name = new Text(entry.Key.Value, entry.Key.Place);
        Names.Check(name, "a route", problems);
        var cluster = map.RequiredText("cluster");
        if (cluster is { } to)
            named.Add(to);
        var listen = ListenParser.Parse(map);
        var advertise = AdvertiseParser.Parse(map, listen);
        var clients = Clients(map);
        var (login, accounts) = (LoginParser.Parse(map), AccountsParser.Parse(map));
        var policies = map.OptionalText("policies");
        var purpose = map.OptionalText("purpose");
        if (purpose is { } stated)
            Names.Check(stated, "a purpose", problems);
        var approvals = ApprovalParser.Parse(map, policies);
        var breakGlass = BreakGlassParser.Parse(map, policies);
        return cluster is { } known && listen is not null && advertise is not null && clients is { } who
            ? new RouteSettings(name, known, listen, advertise, who.Sasl, policies) { ClientTls = who.Tls, PassThrough = who.Passed, Login = login, Accounts = accounts, Purpose = purpose, Approvals = approvals, BreakGlass = breakGlass }
            : null;
    }

    /// <summary>Null, and a problem, where it is not said who may connect: that is never guessed.</summary>
    private static (SaslSettings? Sasl, PassThroughSettings? Passed, ClientTlsSettings? Tls)? Clients(MapReader route)
    {
        if (route.Required("clients") is not { } node || MapReader.Open(node, SettingsVocabulary.Clients, route.Problems) is not { } map)
            return null;
        var tls = TlsParser.Clients(map);
        var anonymous = map.OptionalText("anonymous");
        if (anonymous is { } word && word.Value != "true")
            map.Problems.Error(word.Place, "'anonymous' is true, or is left out.");
        if (WhoIsUnsaid(map, tls) is { } problem)
        {
            map.Problems.Error(map.Place, problem);
            return null;
        }

        if (map.Has("passThrough"))
            return PassThroughParser.Parse(map) is { } passed ? (null, passed, tls) : null;
        if (!map.Has("sasl"))
            return (null, null, tls);
        return SaslParser.Parse(map) is { } sasl ? (sasl, null, tls) : null;
    }

    /// <summary>Null: it is said who may connect.</summary>
    private static string? WhoIsUnsaid(MapReader clients, ClientTlsSettings? tls) => (Ways.Count(clients.Has), clients.Has("anonymous"), clients.Has("tls")) switch
    {
        ( > 1, _, _) or (0, _, false) =>
            "'clients' says who may connect: either {anonymous: true} or {sasl: {mechanisms: [SCRAM-SHA-256], users: FILE}} or {passThrough: true} or {tls: {certificates: required, ca: FILE}}.",
        (_, true, _) when tls is { IsRequired: true } =>
            "'anonymous' lets in who shows no certificate, and certificates are required: write {certificates: optional}, or remove 'anonymous'.",
        (0, _, _) when tls is { IsRequired: false } =>
            "Certificates are optional, and it is not said who may connect without one: add {anonymous: true}, 'sasl' or 'passThrough'.",
        _ => null,
    };
}
