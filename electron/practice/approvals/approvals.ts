import type { Access } from '../access/access.ts';
import type { OrgArea } from '../areas.ts';
import { practiceUsers } from '../identity.ts';
import { parseId } from '../ids.ts';
import type { Row } from '../schema/object.ts';
import type { RecordError } from '../store/record-error.ts';
import { missingRecord, type WriteContext } from '../store/records.ts';
import type { PendingWrite, Store } from '../store/store.ts';
import { compileCondition } from '../validation/condition.ts';
import { type ApprovalProcess, type ApprovalStep, standardProcesses } from './definitions.ts';
import { type DecideRequest, ProcessRefusal, type ProcessResult, type SubmitRequest } from './process-result.ts';
import { addRow, changeRow, dropRow, syncDefinitions } from './process-rows.ts';

/** What a new process needs; the org adds its id. */
export type NewProcess = Omit<ApprovalProcess, 'id'>;

interface Decision {
  readonly item: Row & { readonly Id: string };
  readonly instanceId: string;
  readonly targetId: string;
  readonly process: ApprovalProcess;
}

const locked: RecordError = { code: 'ENTITY_IS_LOCKED', message: 'the entity is locked for editing', fields: [] };
const [admin] = practiceUsers;

/**
 * The approval processes of an org. REST and SOAP share it. While a decision about a record is awaited, the record is
 * locked for all but administrators (and the approver, where the process says so). Source: "Specify Who Can Edit
 * Locked Records in an Approval Process".
 */
export class Approvals implements OrgArea {
  readonly name = 'approvals';
  readonly #store: Store;
  readonly #access: Access;
  readonly #now: () => Date;
  readonly #changed: () => void;
  #processes: readonly ApprovalProcess[] = [];

  constructor(store: Store, access: Access, now: () => Date, changed: () => void = () => {}) {
    this.#store = store;
    this.#access = access;
    this.#now = now;
    this.#changed = changed;
    store.addCheck((write) => this.#checkLock(write));
    this.#take(standardProcesses);
  }

  /** All processes, those of one object in the order they are tried. */
  get processes(): readonly ApprovalProcess[] {
    return this.#processes;
  }

  /** Adds a process, or replaces the one of that name. Throws ApiError for entry criteria the org does not understand. */
  put(process: NewProcess): void {
    const object = this.#store.schema.need(process.object);
    if (process.entryCriteria !== null) compileCondition(this.#store, this.#now, object, process.entryCriteria);
    this.remove(process.developerName);
    const id = this.#store.table(this.#store.schema.need('ProcessDefinition')).takeId();
    this.#set([...this.#processes, { ...process, id }]);
  }

  /** Takes a process away; false when there was none of that name. Records that are in it are taken back. */
  remove(developerName: string): boolean {
    const gone = this.#processes.find((known) => known.developerName.toLowerCase() === developerName.toLowerCase());
    if (!gone) return false;
    const doing = { userId: admin.id, now: this.#now() };
    for (const { Id, Status } of this.#rowsBy('ProcessInstance', 'ProcessDefinitionId', gone.id)) {
      if (typeof Id !== 'string' || Status !== 'Pending') continue;
      changeRow(this.#store, 'ProcessInstance', Id, { Status: 'Removed' }, doing);
      for (const item of this.#rowsBy('ProcessInstanceWorkitem', 'ProcessInstanceId', Id)) {
        dropRow(this.#store, 'ProcessInstanceWorkitem', String(item.Id), doing);
      }
    }
    this.#set(this.#processes.filter((known) => known !== gone));
    return true;
  }

  #take(processes: readonly ApprovalProcess[]): void {
    this.#processes = processes;
    syncDefinitions(this.#store, processes, { userId: admin.id, now: this.#now() });
  }

  #set(processes: readonly ApprovalProcess[]): void {
    this.#take(processes);
    this.#changed();
  }

  reset(): void {
    this.#set(standardProcesses);
  }

  save(): unknown {
    return this.#processes;
  }

  load(saved: unknown): void {
    this.#take(saved as readonly ApprovalProcess[]);
  }

  /** Sends a record for approval. */
  submit(request: SubmitRequest, who: WriteContext): ProcessResult {
    return this.#transact(() => this.#submit(request, who));
  }

  /** Approves, rejects or takes back. */
  decide(request: DecideRequest, who: WriteContext): ProcessResult {
    return this.#transact(() => this.#decide(request, who));
  }

  #transact(work: () => ProcessResult): ProcessResult {
    return this.#store.transact(() => {
      try {
        return { rollback: false, result: work() };
      } catch (error) {
        if (!(error instanceof ProcessRefusal)) throw error;
        return { rollback: true, result: { success: false, errors: [error.error] } as const };
      }
    });
  }

  #submit(request: SubmitRequest, who: WriteContext): ProcessResult {
    const target = this.#findTarget(request.objectId, who);
    const submitterId = this.#findSubmitter(request.submitterId, who);
    if (this.#pendingOf(target.id)) {
      const message =
        'This record is currently in an approval process. A record can be in only one approval process at a time.';
      throw new ProcessRefusal('ALREADY_IN_PROCESS', message);
    }
    const process = this.#findProcess(request, target.objectName, target.row);
    const approver = this.#findApprover(process.steps[0], submitterId, request.nextApproverIds);
    const instanceId = addRow(
      this.#store,
      'ProcessInstance',
      {
        ProcessDefinitionId: process.id,
        TargetObjectId: target.id,
        Status: 'Pending',
        LastActorId: who.userId,
        SubmittedById: submitterId,
      },
      who,
    );
    this.#note(instanceId, 'Started', who.userId, submitterId, request.comments, who);
    return this.#await(instanceId, target.id, approver, who);
  }

  #decide(request: DecideRequest, who: WriteContext): ProcessResult {
    const { item, instanceId, targetId, process } = this.#findDecision(request.workitemId, who);
    const instance = this.#row('ProcessInstance', instanceId);
    const submitterId = String(instance?.SubmittedById);
    const mayAct = request.action === 'Removed' ? submitterId : item.ActorId;
    if (mayAct !== who.userId && !this.#access.has(who.userId, 'ModifyAllData')) {
      throw new ProcessRefusal('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
    }
    const step = ({ Approve: 'Approved', Reject: 'Rejected', Removed: 'Removed' } as const)[request.action];
    const next = request.action === 'Approve' ? process.steps[this.#approvedSteps(instanceId) + 1] : undefined;
    const approver = next && this.#findApprover(next, submitterId, request.nextApproverIds);
    this.#note(instanceId, step, who.userId, String(item.OriginalActorId), request.comments, who);
    dropRow(this.#store, 'ProcessInstanceWorkitem', item.Id, who);
    if (approver !== undefined) {
      changeRow(this.#store, 'ProcessInstance', instanceId, { LastActorId: who.userId }, who);
      return this.#await(instanceId, targetId, approver, who);
    }
    const CompletedDate = String(this.#latestStep(instanceId)?.CreatedDate);
    changeRow(
      this.#store,
      'ProcessInstance',
      instanceId,
      { Status: step, CompletedDate, LastActorId: who.userId },
      who,
    );
    return { success: true, actorIds: [], entityId: targetId, instanceId, instanceStatus: step, newWorkitemIds: [] };
  }

  #await(instanceId: string, entityId: string, actorId: string, who: WriteContext): ProcessResult {
    const fields = { ProcessInstanceId: instanceId, OriginalActorId: actorId, ActorId: actorId };
    const workitem = addRow(this.#store, 'ProcessInstanceWorkitem', fields, who);
    return {
      success: true,
      actorIds: [actorId],
      entityId,
      instanceId,
      instanceStatus: 'Pending',
      newWorkitemIds: [workitem],
    };
  }

  #note(
    instanceId: string,
    StepStatus: string,
    ActorId: string,
    OriginalActorId: string,
    comments: string | undefined,
    who: WriteContext,
  ): void {
    const fields = { ProcessInstanceId: instanceId, StepStatus, ActorId, OriginalActorId, Comments: comments ?? null };
    addRow(this.#store, 'ProcessInstanceStep', fields, who);
  }

  #row(objectName: string, id: string): Row | undefined {
    return this.#store.table(this.#store.schema.need(objectName)).find(id);
  }

  #rowsBy(objectName: string, field: string, value: string): readonly Row[] {
    const table = this.#store.table(this.#store.schema.need(objectName));
    return table
      .findBy(field, value)
      .map((id) => table.find(id))
      .filter((row) => row !== undefined);
  }

  #latestStep(instanceId: string): Row | undefined {
    return this.#rowsBy('ProcessInstanceStep', 'ProcessInstanceId', instanceId)
      .toSorted((left, right) => (String(left.Id) < String(right.Id) ? -1 : 1))
      .at(-1);
  }

  #approvedSteps(instanceId: string): number {
    const steps = this.#rowsBy('ProcessInstanceStep', 'ProcessInstanceId', instanceId);
    return steps.filter(({ StepStatus }) => StepStatus === 'Approved').length;
  }

  /** The process a record is in; undefined when no decision about it is awaited. */
  #pendingOf(targetId: string): Row | undefined {
    return this.#rowsBy('ProcessInstance', 'TargetObjectId', targetId).find(({ Status }) => Status === 'Pending');
  }

  #findTarget(
    text: string,
    who: WriteContext,
  ): { readonly id: string; readonly objectName: string; readonly row: Row } {
    const id = parseId(text);
    if (!id) throw new ProcessRefusal('MALFORMED_ID', `malformed id ${text.slice(0, 200)}`);
    const object = who.schema.findByPrefix(id);
    if (!object) throw new ProcessRefusal('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
    const row = this.#store.table(object).find(id);
    if (row) return { id, objectName: object.name, row };
    const { code, message } = missingRecord(this.#store, object, id);
    throw new ProcessRefusal(code, message);
  }

  #findUser(text: string): string {
    const id = parseId(text);
    const user = id?.startsWith('005') ? this.#row('User', id) : undefined;
    if (!id || !user)
      throw new ProcessRefusal('INVALID_CROSS_REFERENCE_KEY', `invalid cross reference id: ${text.slice(0, 200)}`);
    if (user.IsActive !== true)
      throw new ProcessRefusal('INACTIVE_OWNER_OR_USER', 'operation performed with inactive user', [id]);
    return id;
  }

  #findSubmitter(text: string | undefined, who: WriteContext): string {
    if (text === undefined) return who.userId;
    const id = this.#findUser(text);
    if (id === who.userId || this.#access.has(who.userId, 'ModifyAllData')) return id;
    throw new ProcessRefusal('INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id');
  }

  #findProcess(request: SubmitRequest, objectName: string, row: Row): ApprovalProcess {
    const object = this.#store.schema.need(objectName);
    const wanted = request.processDefinitionNameOrId;
    const fits = ({ entryCriteria }: ApprovalProcess) =>
      entryCriteria === null || compileCondition(this.#store, this.#now, object, entryCriteria)(row);
    const process = this.#processes.find((candidate) => {
      if (candidate.object !== objectName) return false;
      if (wanted === undefined) return fits(candidate);
      const named = candidate.developerName.toLowerCase() === wanted.toLowerCase() || candidate.id === parseId(wanted);
      return named && (request.skipEntryCriteria === true || fits(candidate));
    });
    if (process) return process;
    throw new ProcessRefusal('NO_APPLICABLE_PROCESS', 'No applicable approval process was found.');
  }

  #findApprover(step: ApprovalStep, submitterId: string, chosen: readonly string[] | undefined): string {
    if (step.approver === 'chosen') {
      const [first] = chosen ?? [];
      if (first === undefined) {
        const message = 'missing required field: [nextApproverIds]';
        throw new ProcessRefusal('REQUIRED_FIELD_MISSING', message, ['nextApproverIds']);
      }
      return this.#findUser(first);
    }
    if (step.approver !== 'manager') return this.#findUser(step.approver.userId);
    const manager = this.#row('User', submitterId)?.ManagerId;
    if (typeof manager === 'string') return this.#findUser(manager);
    throw new ProcessRefusal('MANAGER_NOT_DEFINED', 'The manager of the submitter is not defined.');
  }

  #findDecision(text: string, who: WriteContext): Decision {
    const id = parseId(text);
    if (!id) throw new ProcessRefusal('MALFORMED_ID', `malformed id ${text.slice(0, 200)}`);
    const instanceId = id.startsWith('04i')
      ? this.#row('ProcessInstanceWorkitem', id)?.ProcessInstanceId
      : this.#pendingOf(this.#findTarget(id, who).id)?.Id;
    const instance = typeof instanceId === 'string' ? this.#row('ProcessInstance', instanceId) : undefined;
    const process = this.#processes.find((known) => known.id === instance?.ProcessDefinitionId);
    const items =
      typeof instanceId === 'string' ? this.#rowsBy('ProcessInstanceWorkitem', 'ProcessInstanceId', instanceId) : [];
    const [item] = items.filter((row) => !id.startsWith('04i') || row.Id === id);
    if (!process || !item || typeof instanceId !== 'string' || typeof instance?.TargetObjectId !== 'string') {
      throw new ProcessRefusal('INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id');
    }
    return { item: { ...item, Id: String(item.Id) }, instanceId, targetId: instance.TargetObjectId, process };
  }

  #checkLock({ kind, before, userId }: PendingWrite): readonly RecordError[] {
    if (kind === 'create' || typeof before?.Id !== 'string') return [];
    const pending = this.#pendingOf(before.Id);
    if (!pending || this.#access.has(userId, 'ModifyAllData')) return [];
    const process = this.#processes.find(({ id }) => id === pending.ProcessDefinitionId);
    const items = this.#rowsBy('ProcessInstanceWorkitem', 'ProcessInstanceId', String(pending.Id));
    const decides = items.some(({ ActorId }) => ActorId === userId);
    return process?.editableBy === 'administratorsAndApprover' && decides ? [] : [locked];
  }
}
