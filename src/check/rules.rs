//! Every rule, one a file.

mod ca_ado_001;
mod ca_all_001;
mod ca_dev_001;
mod ca_dev_002;
mod ca_dev_003;
mod ca_dev_004;
mod ca_dev_005;
mod ca_devf_001;
mod ca_exc_002;
mod ca_exc_003;
mod ca_exc_004;
mod ca_exc_005;
mod ca_exc_006;
mod ca_exc_007;
mod ca_exc_008;
mod ca_exc_009;
mod ca_flow_001;
mod ca_flow_002;
mod ca_geo_001;
mod ca_geo_002;
mod ca_geo_003;
mod ca_graph_001;
mod ca_graph_002;
mod ca_graph_003;
mod ca_graph_004;
mod ca_graph_005;
mod ca_graph_006;
mod ca_graph_007;
mod ca_graph_008;
mod ca_graph_009;
mod ca_graph_010;
mod ca_graph_011;
mod ca_graph_012;
mod ca_graph_013;
mod ca_graph_014;
mod ca_graph_015;
mod ca_graph_016;
mod ca_graph_017;
mod ca_graph_018;
mod ca_graph_019;
mod ca_graph_020;
mod ca_leg_001;
mod ca_lic_001;
mod ca_lic_002;
mod ca_lic_003;
mod ca_lic_004;
mod ca_lock_001;
mod ca_lock_002;
mod ca_lock_003;
mod ca_lock_004;
mod ca_lock_005;
mod ca_lock_006;
mod ca_lock_007;
mod ca_mfa_001;
mod ca_mfa_002;
mod ca_mfa_003;
mod ca_mfa_004;
mod ca_mfa_005;
mod ca_mfa_006;
mod ca_mfa_007;
mod ca_name_001;
mod ca_name_002;
mod ca_name_003;
mod ca_name_004;
mod ca_name_005;
mod ca_net_001;
mod ca_net_010;
mod ca_net_011;
mod ca_net_012;
mod ca_plat_001;
mod ca_port_001;
mod ca_port_002;
mod ca_port_003;
mod ca_port_004;
mod ca_port_005;
mod ca_reg_001;
mod ca_risk_001;
mod ca_risk_002;
mod ca_risk_003;
mod ca_risk_004;
mod ca_risk_005;
mod ca_risk_006;
mod ca_rule_001;
pub(super) mod ca_rule_002;
mod ca_sd_001;
mod ca_sd_002;
mod ca_ses_001;
mod ca_ses_002;
mod ca_ses_003;
mod ca_ses_004;
mod ca_ses_005;
mod ca_ses_006;
mod ca_ses_007;
mod ca_str_001;
mod ca_str_002;
mod ca_str_003;
mod ca_str_004;
mod ca_str_005;
mod ca_str_006;
mod ca_str_007;
mod ca_str_008;
mod ca_str_009;
mod ca_str_010;
mod ca_str_011;
mod ca_str_012;
mod ca_str_013;
mod ca_str_014;
mod ca_str_015;
mod ca_str_016;
mod ca_str_017;
mod ca_str_018;
mod ca_trap_001;
mod ca_trap_002;
mod ca_trap_003;
mod ca_trap_004;
mod ca_trap_005;
mod ca_trap_006;
mod ca_trap_007;
mod ca_trap_008;
mod ca_trap_009;
mod ca_trap_010;
mod ca_trap_011;

use super::Rule;
use super::posture::Promise;

/// Every rule, by id.
pub static RULES: &[&Rule] = &[
    &ca_ado_001::RULE,
    &ca_all_001::RULE,
    &ca_dev_001::RULE,
    &ca_dev_002::RULE,
    &ca_dev_003::RULE,
    &ca_dev_004::RULE,
    &ca_dev_005::RULE,
    &ca_devf_001::RULE,
    &ca_exc_002::RULE,
    &ca_exc_003::RULE,
    &ca_exc_004::RULE,
    &ca_exc_005::RULE,
    &ca_exc_006::RULE,
    &ca_exc_007::RULE,
    &ca_exc_008::RULE,
    &ca_exc_009::RULE,
    &ca_flow_001::RULE,
    &ca_flow_002::RULE,
    &ca_geo_001::RULE,
    &ca_geo_002::RULE,
    &ca_geo_003::RULE,
    &ca_graph_001::RULE,
    &ca_graph_002::RULE,
    &ca_graph_003::RULE,
    &ca_graph_004::RULE,
    &ca_graph_005::RULE,
    &ca_graph_006::RULE,
    &ca_graph_007::RULE,
    &ca_graph_008::RULE,
    &ca_graph_009::RULE,
    &ca_graph_010::RULE,
    &ca_graph_011::RULE,
    &ca_graph_012::RULE,
    &ca_graph_013::RULE,
    &ca_graph_014::RULE,
    &ca_graph_015::RULE,
    &ca_graph_016::RULE,
    &ca_graph_017::RULE,
    &ca_graph_018::RULE,
    &ca_graph_019::RULE,
    &ca_graph_020::RULE,
    &ca_leg_001::RULE,
    &ca_lic_001::RULE,
    &ca_lic_002::RULE,
    &ca_lic_003::RULE,
    &ca_lic_004::RULE,
    &ca_lock_001::RULE,
    &ca_lock_002::RULE,
    &ca_lock_003::RULE,
    &ca_lock_004::RULE,
    &ca_lock_005::RULE,
    &ca_lock_006::RULE,
    &ca_lock_007::RULE,
    &ca_mfa_001::RULE,
    &ca_mfa_002::RULE,
    &ca_mfa_003::RULE,
    &ca_mfa_004::RULE,
    &ca_mfa_005::RULE,
    &ca_mfa_006::RULE,
    &ca_mfa_007::RULE,
    &ca_name_001::RULE,
    &ca_name_002::RULE,
    &ca_name_003::RULE,
    &ca_name_004::RULE,
    &ca_name_005::RULE,
    &ca_net_001::RULE,
    &ca_net_010::RULE,
    &ca_net_011::RULE,
    &ca_net_012::RULE,
    &ca_plat_001::RULE,
    &ca_port_001::RULE,
    &ca_port_002::RULE,
    &ca_port_003::RULE,
    &ca_port_004::RULE,
    &ca_port_005::RULE,
    &ca_reg_001::RULE,
    &ca_risk_001::RULE,
    &ca_risk_002::RULE,
    &ca_risk_003::RULE,
    &ca_risk_004::RULE,
    &ca_risk_005::RULE,
    &ca_risk_006::RULE,
    &ca_rule_001::RULE,
    &ca_rule_002::RULE,
    &ca_sd_001::RULE,
    &ca_sd_002::RULE,
    &ca_ses_001::RULE,
    &ca_ses_002::RULE,
    &ca_ses_003::RULE,
    &ca_ses_004::RULE,
    &ca_ses_005::RULE,
    &ca_ses_006::RULE,
    &ca_ses_007::RULE,
    &ca_str_001::RULE,
    &ca_str_002::RULE,
    &ca_str_003::RULE,
    &ca_str_004::RULE,
    &ca_str_005::RULE,
    &ca_str_006::RULE,
    &ca_str_007::RULE,
    &ca_str_008::RULE,
    &ca_str_009::RULE,
    &ca_str_010::RULE,
    &ca_str_011::RULE,
    &ca_str_012::RULE,
    &ca_str_013::RULE,
    &ca_str_014::RULE,
    &ca_str_015::RULE,
    &ca_str_016::RULE,
    &ca_str_017::RULE,
    &ca_str_018::RULE,
    &ca_trap_001::RULE,
    &ca_trap_002::RULE,
    &ca_trap_003::RULE,
    &ca_trap_004::RULE,
    &ca_trap_005::RULE,
    &ca_trap_006::RULE,
    &ca_trap_007::RULE,
    &ca_trap_008::RULE,
    &ca_trap_009::RULE,
    &ca_trap_010::RULE,
    &ca_trap_011::RULE,
];

/// What the rules about posture promise, by id.
pub(super) static PROMISES: &[&Promise] = &[
    &ca_ado_001::PROMISE,
    &ca_all_001::PROMISE,
    &ca_dev_001::PROMISE,
    &ca_dev_002::PROMISE,
    &ca_dev_003::PROMISE,
    &ca_dev_004::PROMISE,
    &ca_dev_005::PROMISE,
    &ca_flow_001::PROMISE,
    &ca_flow_002::PROMISE,
    &ca_geo_001::PROMISE,
    &ca_geo_003::PROMISE,
    &ca_leg_001::PROMISE,
    &ca_lock_002::PROMISE,
    &ca_lock_003::PROMISE,
    &ca_lock_004::PROMISE,
    &ca_lock_006::PROMISE,
    &ca_lock_007::PROMISE,
    &ca_mfa_001::PROMISE,
    &ca_mfa_002::PROMISE,
    &ca_mfa_003::PROMISE,
    &ca_mfa_004::PROMISE,
    &ca_mfa_005::PROMISE,
    &ca_mfa_006::PROMISE,
    &ca_mfa_007::PROMISE,
    &ca_net_001::PROMISE,
    &ca_reg_001::PROMISE,
    &ca_risk_001::PROMISE,
    &ca_risk_002::PROMISE,
    &ca_risk_003::PROMISE,
    &ca_risk_004::PROMISE,
    &ca_risk_005::PROMISE,
    &ca_risk_006::PROMISE,
    &ca_ses_001::PROMISE,
    &ca_ses_002::PROMISE,
    &ca_ses_003::PROMISE,
    &ca_ses_004::PROMISE,
    &ca_ses_005::PROMISE,
    &ca_ses_006::PROMISE,
    &ca_ses_007::PROMISE,
];
