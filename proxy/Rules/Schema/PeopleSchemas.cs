using System.Text.Json.Nodes;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Schema;

/// <summary>The form of people, and of the one whom a test is about.</summary>
internal static class PeopleSchemas
{
    internal static IEnumerable<(string Name, JsonObject Schema)> All => [("people", People()), ("as", As())];

    private static JsonObject People() => Shapes.Any(
        Shapes.Keys(
            Vocabulary.People, [],
            ("principals", Shapes.Texts()), ("mechanisms", Shapes.WordOrWords(MechanismNames.All)), ("groups", Shapes.Texts()), ("claims", Claims()),
            ("certificates", Shapes.Any(Shapes.Keys(Vocabulary.Certificate, [], ("subject", Shapes.Texts()), ("san", Shapes.Texts())), "subject", "san")),
            ("networks", Shapes.Texts())),
        PeopleParser.Alternatives);

    private static JsonObject As() => Shapes.Keys(
        Vocabulary.As, ["principal"],
        ("principal", Shapes.Text()), ("mechanism", Shapes.Words(MechanismNames.All)), ("groups", Shapes.Texts()), ("claims", Claims()),
        ("certificate", Shapes.Keys(Vocabulary.Certificate, [], ("subject", Shapes.Text()), ("san", Shapes.Texts()))),
        ("address", Shapes.Text()), ("group", Shapes.Text()), ("clientId", Shapes.Text()), ("purpose", Shapes.Text()), ("breakGlass", Shapes.Name()), ("at", Shapes.Instant()));

    private static JsonObject Claims() => new() { ["type"] = "object", ["additionalProperties"] = Shapes.Texts() };
}
