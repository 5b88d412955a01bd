using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

/// <summary>Reads <c>KEY | {key, bind: class|path} | {key, form: confluent, version}</c>.</summary>
internal static class EncryptParser
{
    internal static Treatment? Parse(YamlNode node, ProblemList problems)
    {
        if (node is YamlScalar { IsNull: false } name)
            return new Encrypt(name.Value, IsBoundToPath: false);
        if (MapReader.Open(node, Vocabulary.Encrypt, problems) is not { } map || map.RequiredText("key") is not { } key)
            return null;
        if (map.OptionalText("form") is not { } form)
        {
            Refuse(map, "version", "has no meaning without 'form: confluent'");
            return new Encrypt(key.Value, IsBoundToPath(map));
        }

        if (form.Value != "confluent")
            problems.Error(form.Place, $"'form' is 'confluent' (AES256_GCM of Confluent's field encryption), not '{form}'; leave it out for the usual form.");
        Refuse(map, "bind", "has no meaning with 'form: confluent', which binds to nothing");
        return new ConfluentEncrypt(key.Value, Version(map));
    }

    private static bool IsBoundToPath(MapReader map)
    {
        if (map.OptionalText("bind") is not { } bind || bind.Value == "class")
            return false;
        if (bind.Value != "path")
            map.Problems.Error(bind.Place, $"'bind' is 'class' (what was encrypted can be read wherever its class is found) or 'path' (only where the class has that path), not '{bind}'.");
        return true;
    }

    private static int? Version(MapReader map)
    {
        if (!map.Has("version"))
            return null;
        var version = map.Number("version", 1);
        if (version < 1)
            map.Problems.Error(map.PlaceOf("version"), "'version' is the key's number in the registry of data encryption keys, from 1.");
        return version;
    }

    private static void Refuse(MapReader map, string key, string why)
    {
        if (map.Has(key))
            map.Problems.Error(map.PlaceOf(key), $"'{key}' {why}; remove it.");
    }
}
