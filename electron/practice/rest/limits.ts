import type { Org } from '../org.ts';
import { base64Length } from '../schema/attachment.ts';
import { dailyEvents } from '../streaming/allowance.ts';
import { clientLimit } from '../streaming/clients.ts';
import { dailyRequests } from '../usage.ts';

/** One entry of the limits: how much there is, and how much of it is left. */
interface Limit {
  readonly Max: number;
  readonly Remaining: number;
}

/**
 * Limits of what the org does not do, so all of it is left. Source: names of "Limits", v64.0; numbers of a Developer
 * Edition org.
 */
const untouched: Readonly<Record<string, number>> = {
  ActiveScratchOrgs: 3,
  AnalyticsExternalDataSizeMB: 40_960,
  BOZosCalloutHourlyLimit: 20_000,
  CdpAiInferenceApiMonthlyLimit: 500_000_000,
  ConcurrentAsyncGetReportInstances: 200,
  ConcurrentEinsteinDataInsightsStoryCreation: 5,
  ConcurrentEinsteinDiscoveryStoryCreation: 2,
  ConcurrentSyncReportRuns: 20,
  DailyAnalyticsDataflowJobExecutions: 60,
  DailyAnalyticsUploadedFilesSizeMB: 51_200,
  DailyAsyncApexExecutions: 250_000,
  DailyAsyncApexTests: 500,
  DailyDeliveredPlatformEvents: 10_000,
  DailyDurableGenericStreamingApiEvents: 10_000,
  DailyEinsteinDataInsightsStoryCreation: 1_000,
  DailyEinsteinDiscoveryOptimizationJobRuns: 0,
  DailyEinsteinDiscoveryPredictAPICalls: 50_000,
  DailyEinsteinDiscoveryPredictionsByCDC: 500_000,
  DailyEinsteinDiscoveryStoryCreation: 100,
  DailyFunctionsApiCallLimit: 235_000,
  DailyGenericStreamingApiEvents: 10_000,
  DailyScratchOrgs: 6,
  DailyStandardVolumePlatformEvents: 10_000,
  DailyWorkflowEmails: 1_000,
  HourlyAsyncReportRuns: 1_200,
  HourlyDashboardRefreshes: 200,
  HourlyDashboardResults: 5_000,
  HourlyDashboardStatuses: 999_999_999,
  HourlyLongTermIdMapping: 100_000,
  HourlyManagedContentPublicRequests: 50_000,
  HourlyODataCallout: 1_000,
  HourlyPublishedPlatformEvents: 50_000,
  HourlyPublishedStandardVolumePlatformEvents: 1_000,
  HourlyShortTermIdMapping: 100_000,
  HourlySyncReportRuns: 500,
  HourlyTimeBasedWorkflow: 50,
  MassEmail: 10,
  MonthlyEinsteinDiscoveryStoryCreation: 500,
  MonthlyPlatformEventsUsageEntitlement: 0,
  Package2VersionCreates: 6,
  Package2VersionCreatesWithoutValidation: 500,
  PermissionSets: 1_500,
  PlatformEventTriggersWithParallelProcessing: 5,
  PrivateConnectOutboundCalloutHourlyLimitMB: 0,
  PublishCallbackUsageInApex: 5_242_880,
  SingleEmail: 15,
};

const storageMB = 1024;
const megabyte = 1024 * 1024;

/** What one record counts for, in kilobytes. Source: "Data and File Storage Allocations". */
const recordKB = 2;

function left(max: number, used: number): Limit {
  return { Max: max, Remaining: Math.max(max - Math.ceil(used), 0) };
}

function usedStorage({ store }: Org): { readonly dataMB: number; readonly filesMB: number } {
  let records = 0;
  let fileBytes = 0;
  for (const object of store.schema.objects) {
    const table = store.table(object);
    records += table.size;
    const files = object.fields.filter(({ type }) => type === 'base64');
    if (files.length === 0) continue;
    for (const row of table.rows()) for (const { name } of files) fileBytes += base64Length(row[name]);
  }
  return { dataMB: (records * recordKB) / 1024, filesMB: fileBytes / megabyte };
}

/** What the limits resource answers: live numbers for calls, bulk work, storage and streaming. */
export function listLimits(org: Org): Readonly<Record<string, Limit>> {
  const { dataMB, filesMB } = usedStorage(org);
  const { remaining } = org.streaming.allowance;
  const { batches, queryJobs, queryBytes } = org.bulk.usage;
  const clients = left(clientLimit, org.streaming.clients.size);
  const limits: Record<string, Limit> = {
    DailyApiRequests: left(dailyRequests, org.usage.used),
    DailyBulkApiBatches: left(15_000, batches.used),
    DailyBulkV2QueryFileStorageMB: left(976_562, queryBytes.used / megabyte),
    DailyBulkV2QueryJobs: left(10_000, queryJobs.used),
    DailyDurableStreamingApiEvents: { Max: dailyEvents, Remaining: remaining },
    DailyStreamingApiEvents: { Max: dailyEvents, Remaining: remaining },
    DataStorageMB: left(storageMB, dataMB),
    DurableStreamingApiConcurrentClients: clients,
    FileStorageMB: left(storageMB, filesMB),
    StreamingApiConcurrentClients: clients,
  };
  for (const [name, max] of Object.entries(untouched)) limits[name] = left(max, 0);
  return Object.fromEntries(Object.entries(limits).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
