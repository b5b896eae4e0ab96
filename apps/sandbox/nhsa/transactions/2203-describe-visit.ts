import { fieldTable, readFields, readRows } from '../wire/fields.ts'
import { type Transaction, visitOf } from './call.ts'

const VISIT = fieldTable([
  'mdtrt_id 30 Y',
  'psn_no 30 Y',
  'med_type 6 Y',
  'begntime datetime Y',
  'main_cond_dscr 1000',
  'dise_codg 30',
  'dise_name 500',
  'birctrl_type 6',
  'birctrl_matn_date date',
])

const DIAGNOSIS = fieldTable([
  'diag_type 3 Y',
  'diag_srt_no 2,0 Y',
  'diag_code 20 Y',
  'diag_name 100 Y',
  'diag_dept 50 Y',
  'dise_dor_no 30 Y',
  'dise_dor_name 50 Y',
  'diag_time datetime Y',
  'vali_flag 3 Y',
])

/** 2203 门诊就诊信息上传: kind of visit and diagnoses. The platform keeps the kind; diagnoses are read and let go. */
export const describeVisit: Transaction = (platform, call) => {
  const asked = readFields(call.input.mdtrtinfo, VISIT, 'mdtrtinfo')
  const visit = visitOf(platform, call, { mdtrtId: asked.mdtrt_id, psnNo: asked.psn_no }, 'mdtrtinfo')
  readRows(call.input.diseinfo, 'diseinfo').forEach((row, index) => {
    readFields(row, DIAGNOSIS, `diseinfo[${index}]`)
  })
  platform.record({ kind: 'visit-described', mdtrtId: visit.mdtrtId, medType: asked.med_type })
  return {}
}
