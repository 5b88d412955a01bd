using System.Globalization;
using Compliance.Kafka.Schema;
using Compliance.Kafka.Wire;

namespace Compliance.Gateway.Pipeline.Authorization;

/// <summary>What brokers find wrong with the resources of a request about configs before they look at rights.</summary>
internal static class ConfigForm
{
    public const short AlterConfigs = 33, IncrementalAlterConfigs = 44;
    private const sbyte Topic = 2, Broker = 4, Logger = 8, ClientMetrics = 16, Group = 32;
    private const sbyte Delete = 1;

    /// <summary>One resource of a type that nobody knows fails a DescribeConfigs as a whole.</summary>
    public static bool NamesUnknownType(Walk request)
    {
        foreach (var resource in request.Elements(request.Child(Walk.Root, request.Program.FieldId("Resources"))))
        {
            if (!IsKnown(TypeOf(request, resource)))
                return true;
        }

        return false;
    }

    /// <summary>Grammar: resource_type resource_name [configs: name (operation) value]; a key once, and a value with each that is not deleted.</summary>
    public static bool IsWrong(Walk request, int resource)
    {
        var (program, type) = (request.Program, TypeOf(request, resource));
        if (!IsKnown(type) || (type == Logger && program.Api.Key == AlterConfigs) || (type == Broker && !NamesBroker(request, resource)))
            return true;
        var keys = new HashSet<string>(Utf8Names.Comparer);
        foreach (var config in request.Elements(request.Child(resource, program.FieldId("Resources.Configs"))))
        {
            var (operation, value) = (request.Child(config, program.FieldId("Resources.Configs.ConfigOperation")), request.Child(config, program.FieldId("Resources.Configs.Value")));
            var isDelete = operation >= 0 && request.Int8(operation) == Delete;
            if (!keys.Add(Utf8Names.Comparer.Create(request.Utf8(request.Child(config, program.FieldId("Resources.Configs.Name"))))) || (request.IsNull(value) && !isDelete))
                return true;
        }

        return false;
    }

    private static sbyte TypeOf(Walk request, int resource) => request.Int8(EntryName.WithRole(request, resource, FieldRole.ResourceType));

    private static bool IsKnown(sbyte type) => type is Topic or Broker or Logger or ClientMetrics or Group;

    /// <summary>A number, or nothing: all brokers.</summary>
    private static bool NamesBroker(Walk request, int resource) =>
        request.Utf8(EntryName.WithRole(request, resource, FieldRole.ResourceName)) is var name && (name.IsEmpty || int.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
}
