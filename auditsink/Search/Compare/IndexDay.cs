namespace Compliance.Search.Compare;

/// <summary>One day of the comparison, in numbers.</summary>
/// <param name="Day">Of the events.</param>
/// <param name="Index">Its index.</param>
/// <param name="Archived">Events of the archive that must be in the index.</param>
/// <param name="Newer">Events of the archive that the sink has not put into the index yet, or not for certain.</param>
/// <param name="Indexed">Documents of the index, without those of events that were purged.</param>
/// <param name="Compared">Documents that were compared by their content.</param>
/// <param name="Purged">Documents of events that were purged.</param>
/// <param name="NotArchived">Documents that the archive has not reached yet: only counted when some are over.</param>
internal sealed record IndexDay(DateOnly Day, string Index, long Archived, long Newer, long Indexed, long Compared, long Purged, long NotArchived);
